"""The nightly job and the stock job, as Odoo's scheduler works through them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone

from odoorpc.error import RPCError

from ..paths import ADDON
from ..shell import Failure, say, step
from .stage import Record, Stage

NIGHTLY = f"{ADDON}.ir_cron_medusa_sync"
STOCK = f"{ADDON}.ir_cron_medusa_stock"
PATIENCE = 1800  # seconds until a job counts as stuck
COUNTERS = ("created", "updated", "unchanged", "withdrawn", "failed")
OPEN_STATES = ("queued", "running")


def nightly(stage: Stage) -> Record:
    """Have the scheduler run the nightly job now; see ``_follow``."""
    before = _newest(stage)
    with _due_now(stage, NIGHTLY):
        return _follow(stage, "Odoo's scheduler runs the nightly job", before)


def after(stage: Stage, title: str, act: Callable[[], None]) -> Record:
    """Do what makes Odoo push in the background; see ``_follow``."""
    before = _newest(stage)
    act()
    return _follow(stage, title, before)


def stock(stage: Stage) -> int:
    """Have the scheduler run the stock job, and return how often it wrote to the store."""
    before = _newest(stage)
    cron = stage.ref(STOCK)
    with step("Odoo's scheduler runs the stock job"), _due_now(stage, STOCK):
        # It is over when it is due again later.
        due = stage.read("ir.cron", cron, "nextcall")
        _wait(lambda: stage.read("ir.cron", cron, "nextcall") != due)
    runs = _runs(stage, before, "stock")
    for run in runs:
        _tell(stage, run)
    if not runs:
        say("  Nothing differs: nothing is written, and there is no run in the list.")
    return sum(run["write"] for run in runs)


def _follow(stage: Stage, title: str, before: int) -> Record:
    """Wait for the first run over all products after ``before``; return it, and say its counters.

    :return: its state, and its counters by their names, as ``created``
    """

    def ended() -> Record | None:
        found = _runs(stage, before, "full")
        return found[0] if found and found[0]["state"] not in OPEN_STATES else None

    with step(title):
        run = _wait(ended)
    _tell(stage, run)
    return run


def _wait(ended: Callable[[], Record | bool | None], patience: int = PATIENCE) -> Record | bool:
    """Return what ``ended`` returns as soon as it is something."""
    end = time.monotonic() + patience
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


@contextmanager
def _due_now(stage: Stage, xmlid: str) -> Iterator[None]:
    """Make a job due; its schedule is what it was when the block is over."""
    cron = stage.ref(xmlid)
    schedule = stage.read("ir.cron", cron, "nextcall")
    _schedule(stage, cron, datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S"))
    yield
    _schedule(stage, cron, schedule)


def _schedule(stage: Stage, cron: int, nextcall: str) -> None:
    """Move the job; Odoo refuses that while it runs, a moment longer than the run itself."""

    def write() -> bool:
        with suppress(RPCError):
            return stage.env["ir.cron"].write([cron], {"nextcall": nextcall})
        return False

    _wait(write, patience=30)
