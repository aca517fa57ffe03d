"""The nightly job and the stock job, as Odoo's scheduler works through them."""

import time
from collections.abc import Callable
from datetime import datetime, timezone
from functools import partial
from typing import Any

from ..paths import ADDON
from ..shell import Failure, say, step
from .stage import Record, Stage

NIGHTLY = f"{ADDON}.ir_cron_medusa_sync"
STOCK = f"{ADDON}.ir_cron_medusa_stock"
PATIENCE = 1800  # seconds until a job counts as stuck
COUNTERS = ("created", "updated", "unchanged", "withdrawn", "failed")
OPEN_STATES = ("queued", "running")


def nightly(stage: Stage) -> Record:
    """Have the scheduler run the nightly job now; see ``after``."""
    return after(stage, "Odoo's scheduler runs the nightly job", partial(_trigger, stage, NIGHTLY))


def after(stage: Stage, title: str, act: Callable[[], Any]) -> Record:
    """Do what makes Odoo push all products in the background, and wait for the end.

    :return: the run's state, and its counters by their names, as ``created``
    """
    before = _newest(stage)

    def ended() -> Record | None:
        found = _runs(stage, before, "full")
        return found[0] if found and found[0]["state"] not in OPEN_STATES else None

    with step(title):
        act()
        run = _wait(ended)
    _tell(stage, run)
    return run


def stock(stage: Stage) -> int:
    """Have the scheduler run the stock job, and return how often it wrote to the store."""
    before = _newest(stage)
    with step("Odoo's scheduler runs the stock job"):
        _trigger(stage, STOCK)
        # When the job is over, what has triggered it is gone.
        now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        domain = [["cron_id", "=", stage.ref(STOCK)], ["call_at", "<=", now]]
        _wait(lambda: not stage.env["ir.cron.trigger"].search(domain))
    runs = _runs(stage, before, "stock")
    for run in runs:
        _tell(stage, run)
    if not runs:
        say("  Nothing differs: nothing is written, and there is no run in the list.")
    return sum(run["write"] for run in runs)


def wait_for_runs(stage: Stage, act: Callable[[], Any]) -> None:
    """Do what makes Odoo work for the store in the background, and wait until it is over."""
    act()
    mine = [["backend_id", "=", stage.backend_id], ["state", "in", list(OPEN_STATES)]]
    _wait(lambda: not stage.env["medusa.sync.run"].search(mine))


def _trigger(stage: Stage, xmlid: str) -> None:
    """Have Odoo's scheduler run a job as soon as it can."""
    stage.execute(f"env.ref({xmlid!r})._trigger()")


def _wait(ended: Callable[[], Record | bool | None]) -> Record | bool:
    """Return what ``ended`` returns as soon as it is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := ended():
            return found
        time.sleep(0.1)
    raise Failure("The job does not come to an end.")


def _tell(stage: Stage, run: Record) -> None:
    """Say what came of a run, and note what failed, product by product."""
    counters = ", ".join(f"{run[name]} {name}" for name in COUNTERS)
    say(f"  {counters}; {run['request']} requests, {run['write']} of them writes")
    domain = [["run_id", "=", run["id"]], ["result", "=", "failure"]]
    failures = stage.search("medusa.sync.log", domain, "message", order="id")
    for line in failures:
        stage.trouble(line["message"])
    if run["state"] != "done" and not failures:
        stage.trouble(f"The run ended as “{run['state']}”.")


def _newest(stage: Stage) -> int:
    """Return the id of the newest run, 0 when there is none."""
    return max(stage.env["medusa.sync.run"].search([], order="id desc", limit=1), default=0)


def _runs(stage: Stage, before: int, scope: str) -> list[Record]:
    """Return the runs after the one with the id ``before``, the oldest first."""
    domain = [["id", ">", before], ["backend_id", "=", stage.backend_id], ["scope", "=", scope]]
    fields = [f"{name}_count" for name in (*COUNTERS, "request", "write")]
    rows = stage.search("medusa.sync.run", domain, "state", *fields, order="id")
    return [{name.removesuffix("_count"): row[name] for name in row} for row in rows]
