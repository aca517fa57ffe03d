"""Chaos: seeded faults, kills, a person and an editor at once, and what is left of it in a store.

A proxy between Odoo and a real Medusa fails, hangs, cuts off and loses answers. Two workers push
and are killed, a person presses Resync, an editor changes whatever a shop shows. When it is over,
nights pass in peace; then the store must show what Odoo has, field by field and file by file.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .. import databases, medusa
from ..listener import running
from ..odoo import Odoo
from ..odoo_task import Tasks
from ..paths import LOGS
from ..postgres import Server
from ..report import Report
from ..shell import say, step
from .compare import compare, compare_files
from .proxy import Proxy
from .shown import Reader
from .weather import Weather

HERE = Path(__file__).parent
MINUTES = 2.0
# What ``dev/test`` lets happen.
SEED = 1


@dataclass
class Stage:
    """What it happens on.

    :param shop: the store's database
    :param told: the file in which the person and the editor say what they did
    """

    do: Tasks
    shop: str
    store: medusa.Store
    proxy: Proxy
    told: Path


def check(odoo: Odoo, server: Server, report: Report) -> None:
    """Let it happen for two minutes, and report whether the store is as Odoo at the end."""
    differences = let_happen(odoo, server, SEED, MINUTES)
    report.add(f"chaos: seed {SEED}", "\n".join(differences))


def let_happen(
    odoo: Odoo, server: Server, seed: int, minutes: float, *, keep: bool = False
) -> list[str]:
    """Let it happen, and return how the store differs from Odoo at the end."""
    with _opened(odoo, server, seed, keep=keep) as stage:
        with step(f"Chaos with seed {seed} for {minutes:g} minutes"):
            stage.proxy.weather.is_on = True
            acted = stage.do("actors.act", seed=seed, seconds=minutes * 60, told=str(stage.told))
            stage.proxy.weather.is_on = False
        met = stage.proxy.weather.met
        faults = ", ".join(f"{count} {name}" for name, count in sorted(met.items()))
        say(f"  {faults}; {len(acted['kills'])} kills; {_count_acts(stage.told)}")
        with step("Letting nights pass in peace"):
            nights = stage.do("settle.settle")
        for night in nights:
            say(f"  a night: {night['writes']} writes, {night['failed']} failures")
        with step("Comparing the store with Odoo"):
            differences = list(_compare(stage, nights, acted["kills"]))
    for text in differences:
        say(f"  DIFFERENT: {text}")
    return differences


def _compare(stage: Stage, nights: list[dict], kills: list[float]) -> Iterator[str]:
    if nights[-1]["writes"] or nights[-1]["open"] or nights[-1]["failed"]:
        yield f"there is no rest after {len(nights)} nights: {nights[-1]}"
    yield from _read_acts(stage.told)
    shown, expected = Reader(stage.store).read(), stage.do("oracle.tell")
    variants = sum(len(row["variants"]) for row in shown.products.values())
    say(
        f"  {len(shown.products)} products, {variants} variants, {len(shown.files)} files, "
        f"{sum(shown.drafts.values())} drafts"
    )
    if not (shown.products and shown.files and expected["list"]):
        yield "there is nothing to compare"
    yield from compare(expected, shown, stage.proxy.watch)
    yield from compare_files(stage.store.files, shown, stage.proxy.watch, kills)
    query = "SELECT count(*) FROM product WHERE deleted_at IS NOT NULL"
    deleted = stage.do.server.query(query, stage.shop)
    if deleted != "0":
        yield f"{deleted} products were deleted in the store"


def _read_acts(told: Path) -> Iterator[str]:
    """Yield what a person got to see that no person should."""
    for line in told.read_text().splitlines():
        if "FAILED" in line:
            yield line


def _count_acts(told: Path) -> str:
    lines = told.read_text().splitlines()
    presses = sum(" press: " in line for line in lines)
    return f"{presses} times Resync, {len(lines) - presses} edits, in {told}"


@contextmanager
def _opened(odoo: Odoo, server: Server, seed: int, *, keep: bool) -> Iterator[Stage]:
    """Give a fresh store, a fresh Odoo, and the proxy between them."""
    with (
        databases.database(server, "chaos-medusa") as shop,
        medusa.fresh_store(server, shop, quick=True) as store,
        running(Proxy(store.url, Weather(seed))) as proxy,
        databases.with_addon(odoo, server, "chaos", keep=keep) as name,
    ):
        told = LOGS / f"{name}-acts.log"
        told.write_text("")
        stage = Stage(Tasks(odoo, server, name, HERE), shop, store, proxy, told)
        with step("Filling a shop"):
            stage.do("catalogue.make")
            stage.do("shop.connect", url=proxy.url, key=store.api_key)
        yield stage
