"""What a block costs: seconds, CPU, memory, SQL."""

import time
from pathlib import Path

from odoo import sql_db

STATUS = Path("/proc/self/status")
FORGET_PEAK = Path("/proc/self/clear_refs")


class Meter:
    """Measures a block; the results are there when it is over."""

    def __enter__(self) -> "Meter":
        FORGET_PEAK.write_text("5")
        self._memory = _memory("VmRSS")
        self._queries = sql_db.sql_counter
        self._cpu = time.process_time()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *exc_info) -> None:
        self._seconds = time.perf_counter() - self._start
        self._cpu = time.process_time() - self._cpu
        self._queries = sql_db.sql_counter - self._queries
        self._memory = _memory("VmHWM") - self._memory

    def results(self) -> dict[str, float]:
        """Return all of it by name.

        The memory is what the process needed at the block's worst moment, in MB, beyond what it
        had at its start.
        """
        return {
            "seconds": self._seconds,
            "cpu": self._cpu,
            "queries": self._queries,
            "memory": self._memory,
        }


def _memory(name: str) -> float:
    """Return a figure of the kernel about this process's memory, in MB."""
    lines = STATUS.read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024
