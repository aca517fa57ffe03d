"""Whether plans of a large shop say the truth, and what they cost, on a real store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .. import databases
from ..odoo import Odoo
from ..odoo_task import Tasks
from ..postgres import Server
from ..shell import say, step

HERE = Path(__file__).parent
# What a plan may cost beside a night that reads the same.
MOST = 1.3


def try_out(
    odoo: Odoo, server: Server, products: int, edits: int, seeds: Sequence[int], is_own: bool
) -> list[str]:
    """Compare plans of so many products with what their runs do; return what differs.

    :param edits: how many before each plan
    :param seeds: of the edits, one for each round
    :param is_own: leave out what many products share, and the store
    """
    faults: list[str] = []
    with databases.with_store(odoo, server, "plan", content="taxes") as (name, store):
        tasks = Tasks(odoo, server, name, HERE)
        with step(f"Making {products} products, editing and planning"):
            arguments = {"count": products, "edits": edits, "seeds": list(seeds), "is_own": is_own}
            told = tasks("work.compare", url=store.url, key=store.api_key, **arguments)
    for line in told["rounds"]:
        faults += _tell(line)
    say(f"  {len(faults)} faults")
    return faults


def _tell(told: dict[str, Any]) -> list[str]:
    """Say what a round showed; return what is wrong."""
    plan, night = told["plan"], told["night"]
    faults = [f"{told['seed']}: {fault}" for fault in told["faults"]]
    if set(told["methods"]) != {"GET"}:
        faults.append(f"{told['seed']}: a plan sent {told['methods']}")
    say(f"  seed {told['seed']}: {told['lines']} lines, {told['changes']} fields")
    say(f"    run: {told['run']}")
    # A store that refuses a part of a request gets the rest of it in another one.
    planned, sent = told["writes"]
    say(f"    write requests: planned {planned}, sent {sent}")
    say(f"    edits: {told['edits']}")
    costs = {"night without changes": night, "plan": plan, "its run": told["cost"]}
    for name, cost in costs.items():
        say(
            f"    {name}: {cost['seconds']:.1f} s, CPU {cost['cpu']:.1f} s, "
            f"{cost['queries']} queries, {cost['requests']} requests, {cost['memory']:.0f} MB"
        )
    ratios = [plan[name] / night[name] for name in ("seconds", "cpu")]
    say(f"    plan beside that night: {ratios[0]:.2f} of the time, {ratios[1]:.2f} of the CPU")
    for fault in faults[:20]:
        say(f"    {fault[:300]}")
    return faults
