"""Run parts of ``dev/test`` beside one another, each in a process of its own.

What a part says is shown when it is over, in one piece.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .paths import DEV
from .report import Report
from .shell import say, start, stop, tail

# One more than the processor has cores, for many tests wait for a store; each takes 1 GB at most.
AT_ONCE = min((os.cpu_count() or 1) + 1, 4)
LONGEST = 15 * 60  # seconds for which a part may say nothing
PATIENCE = 60  # seconds that a part has to clear up


class Process:
    """A part that runs."""

    def __init__(self, name: str, options: Sequence[str], folder: Path) -> None:
        """Start it.

        :param options: of ``dev/test``
        """
        say(f"[ .. ] {name}")
        self.name, self.began, self.is_stuck = name, time.monotonic(), False
        self.log, self.result = folder / f"{name}.log", folder / f"{name}.json"
        command = [sys.executable, DEV / "test", "--only", name, "--result", self.result]
        self.process = start([*command, *options], log=self.log)

    @property
    def seconds(self) -> float:
        """For how long it has run."""
        return time.monotonic() - self.began

    def is_over(self) -> bool:
        """Tell whether it has ended; it is ended when it is stuck."""
        if self.process.poll() is None and time.time() - self.log.stat().st_mtime > LONGEST:
            self.is_stuck = True
            self.end()
        return self.process.poll() is not None

    def end(self) -> None:
        """Have it end, and wait for it."""
        stop(self.process.pid, PATIENCE)

    def show(self) -> Report:
        """Print what it has said, and return what it has found."""
        say(f"\n{'=' * 20} {self.name} ({self.seconds:.0f} s)")
        sys.stdout.write(self.log.read_text(errors="replace"))
        if self.result.exists() and not self.is_stuck:
            return Report.from_text(self.result.read_text())
        report = Report()
        how = f"said nothing for {LONGEST} s, and was ended" if self.is_stuck else "broke off"
        reason = f"The part {self.name} {how}, after {self.seconds:.0f} s. It said at last:"
        report.add(self.name, f"{reason}\n{tail(self.log)}")
        return report


def run(names: Sequence[str], options: Sequence[str], at_once: int) -> dict[str, Report]:
    """Run parts, and return what each has found.

    :param options: of ``dev/test``, for each of them
    :param at_once: how many run at one moment
    """
    waiting, running, found = list(names), [], {}
    with tempfile.TemporaryDirectory() as folder:
        try:
            while waiting or running:
                while waiting and len(running) < at_once:
                    running.append(Process(waiting.pop(0), options, Path(folder)))
                time.sleep(0.1)
                for part in [each for each in running if each.is_over()]:
                    running.remove(part)
                    found[part.name] = part.show()
        finally:
            for part in running:
                part.process.terminate()
            for part in running:
                part.end()
    return found
