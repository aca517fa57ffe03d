"""What a block costs: seconds, CPU, memory, SQL. Runs in Odoo."""

import resource
import time
from pathlib import Path

from odoo import sql_db

STATUS = Path("/proc/self/status")
FORGET_PEAK = Path("/proc/self/clear_refs")


class Meter:
    """Measures a block; the results are there when it is over.

    :ivar float memory: MB that the process needed at the block's worst moment, beyond what it
        had at its start
    """

    def __enter__(self) -> "Meter":
        FORGET_PEAK.write_text("5")
        self._memory = _memory("VmRSS")
        self._queries = sql_db.sql_counter
        self._cpu = _cpu()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *exc_info) -> None:
        self.seconds = time.perf_counter() - self._start
        self.cpu = _cpu() - self._cpu
        self.queries = sql_db.sql_counter - self._queries
        self.memory = _memory("VmHWM") - self._memory

    def results(self) -> dict[str, float]:
        """Return all of it by name."""
        return {name: getattr(self, name) for name in ("seconds", "cpu", "queries", "memory")}


def _cpu() -> float:
    """Return the seconds that this process has kept a processor busy."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _memory(name: str) -> float:
    """Return a figure of the kernel about this process's memory, in MB."""
    lines = STATUS.read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024
