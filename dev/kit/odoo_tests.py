"""Run tests in Odoo's own runner."""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .odoo import Odoo
from .odoo_log import Outcome
from .paths import LOGS
from .postgres import Server
from .report import Report
from .shell import say, start, stop, tail
from .web import free_port

LONGEST = 200  # characters of tags that are shown


@dataclass
class TestRun:
    """Runs of Odoo that install modules and run tests.

    :param label: stands before the names of the tests in the report
    """

    odoo: Odoo
    server: Server
    report: Report
    environment: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    def run(self, database: str, modules: str, tags: str, name: str) -> None:
        """Install ``modules`` in ``database`` and run the tests that ``tags`` select.

        :param name: what the run is called in the report and in the log's file name
        """
        log = LOGS / f"{database}-{name}.log"
        shown = f"{tags[:LONGEST]} ..." if len(tags) > LONGEST else tags
        say(f"[ .. ] Odoo: {name} tests ({shown}), log in {log}")
        command = self.odoo.command(
            f"--database={database}",
            f"--init={modules}",
            f"--test-tags={tags}",
            "--stop-after-init",
            f"--http-port={free_port()}",
            "--max-cron-threads=0",
            f"--screenshots={LOGS / 'screenshots'}",
        )
        outcome = Outcome(self.report, self.label)
        code = self._follow(command, log, outcome)
        if not outcome.started or (code and not outcome.failed):
            reason = f"Odoo ran {outcome.started} tests and ended with code {code}."
            self.report.add(f"Odoo for the {name} tests", f"{tail(log)}\n{reason}")

    def _follow(self, command: list[str], log: Path, outcome: Outcome) -> int:
        """Run ``command`` with its output in ``log``, and have ``outcome`` read it."""
        env = self.odoo.environment | self.server.environment | dict(self.environment)
        running = start(command, log=subprocess.PIPE, env=env, text=True, errors="replace")
        try:
            with running.stdout, log.open("w", buffering=1) as copy:
                outcome.read(_tee(running.stdout, copy))
            return running.wait()
        finally:
            stop(running.pid)


def _tee(lines: Iterator[str], copy: IO[str]) -> Iterator[str]:
    """Yield ``lines``, each of which is written to ``copy`` as well."""
    for line in lines:
        copy.write(line)
        yield line
