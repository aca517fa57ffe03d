"""The nightly job and other runs, as Odoo's scheduler works through them."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

from ..odoo_client import Record
from ..paths import ADDON
from ..shell import Failure, say, step
from .stage import Stage

CRON = f"{ADDON}.ir_cron_medusa_sync"
PATIENCE = 1800  # seconds until a run counts as stuck
COUNTERS = ("created_count", "updated_count", "unchanged_count", "withdrawn_count", "failed_count")
FIELDS = (*COUNTERS, "state", "request_count", "write_count", "total", "done_count")
OPEN_STATES = ("queued", "running")


@dataclass(frozen=True)
class Run:
    """What came of a run.

    :param seconds: from the moment that the job was due until it was over
    """

    record: Record
    seconds: float

    @property
    def id(self) -> int:
        """The id of the run's record in Odoo."""
        return self.record["id"]

    def __getitem__(self, name: str) -> int:
        """Return a counter by the name that it has in a sentence, as ``created``."""
        return self.record[f"{name}_count"]

    def __str__(self) -> str:
        """Return the counters as a line for a person."""
        counters = ", ".join(f"{self.record[name]} {name[:-6]}" for name in COUNTERS)
        requests = f"requests: {self['request']}, of them writes: {self['write']}"
        return f"{counters}, in {self.seconds:.1f} s ({requests})"


def run(stage: Stage, title: str) -> Run:
    """Have the scheduler run the job now, wait for its end, and say what came of it."""
    return _follow(stage, title, due_now(stage, CRON))


def after(stage: Stage, title: str, act: Callable[[], None]) -> Run:
    """Do what makes Odoo push in the background, wait for the end, and say what came of it."""

    @contextmanager
    def acting() -> Iterator[None]:
        act()
        yield

    return _follow(stage, title, acting())


def _follow(stage: Stage, title: str, cause: AbstractContextManager[None]) -> Run:
    """Enter ``cause``, and wait for the run over all products that it brings about."""
    newest_id = newest(stage)
    with step(title):
        start = time.monotonic()
        with cause:
            record = _wait(stage, newest_id)
            result = Run(record, time.monotonic() - start)
    say(f"  {result}")
    _check(stage, result)
    return result


def newest(stage: Stage) -> int:
    """Return the id of the newest run, 0 when there is none."""
    found = stage.odoo.search("medusa.sync.run", [], "id", order="id desc", limit=1)
    return found[0]["id"] if found else 0


@contextmanager
def due_now(stage: Stage, xmlid: str) -> Iterator[None]:
    """Make a job due; its schedule is what it was when the block is over."""
    cron = stage.odoo.ref(xmlid)
    schedule = stage.odoo.read("ir.cron", cron, "nextcall")["nextcall"]
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    _write_when_idle(stage, cron, {"nextcall": now})
    yield
    _write_when_idle(stage, cron, {"nextcall": schedule})


def _write_when_idle(stage: Stage, cron: int, values: Record) -> None:
    """Change the job; Odoo refuses that while it runs, a moment longer than the run itself."""
    for _try in range(100):
        try:
            stage.odoo.write("ir.cron", cron, values)
            return
        except Failure:
            time.sleep(0.1)
    stage.odoo.write("ir.cron", cron, values)


def _wait(stage: Stage, newest_id: int) -> Record:
    """Return the first run over all products after ``newest_id`` when it is over."""
    domain = [["id", ">", newest_id], ["backend_id", "=", stage.backend_id]]
    domain.append(["scope", "=", "full"])
    end = time.monotonic() + PATIENCE
    told = time.monotonic()
    while time.monotonic() < end:
        found = stage.odoo.search("medusa.sync.run", domain, *FIELDS, order="id", limit=1)
        if found and found[0]["state"] not in OPEN_STATES:
            return found[0]
        if found and time.monotonic() > told + 5:
            told = time.monotonic()
            say(f"       {found[0]['done_count']} of {found[0]['total']} products")
        time.sleep(0.1)
    raise Failure("The nightly job does not come to an end.")


def _check(stage: Stage, result: Run) -> None:
    """Note what failed, product by product."""
    lines = log_lines(stage, result, [["result", "=", "failure"]])
    for line in lines:
        stage.trouble(line["message"])
    if result.record["state"] != "done" and not lines:
        stage.trouble(f"The run ended as “{result.record['state']}”.")


def log_lines(stage: Stage, result: Run, domain: list, **options) -> list[Record]:
    """Return the lines of a run's log that match ``domain``."""
    mine = [["run_id", "=", result.id], *domain]
    return stage.odoo.search("medusa.sync.log", mine, "message", order="id", **options)
