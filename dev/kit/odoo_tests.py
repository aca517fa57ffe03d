"""Run tests in Odoo's own runner."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from . import process
from .odoo import Odoo, filestore
from .odoo_log import Failed, Skipped, Started, events
from .paths import LOGS
from .postgres import Server
from .report import Report
from .shell import say


@contextmanager
def database(server: Server, purpose: str, *, keep: bool = False) -> Iterator[str]:
    """Give the name of a database that no other run uses; it is dropped after the block."""
    name = f"{'kept' if keep else 'test'}-{purpose}-{os.getpid()}"
    try:
        yield name
    finally:
        if keep:
            say(f"Kept: dev/odoo -d {name}")
        else:
            server.drop(name)
            shutil.rmtree(filestore(name), ignore_errors=True)


@dataclass
class TestRun:
    """One run of Odoo that installs modules and runs tests."""

    odoo: Odoo
    server: Server
    report: Report
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, database: str, modules: str, tags: str, name: str) -> None:
        """Install ``modules`` in ``database`` and run the tests that ``tags`` select.

        :param name: what the run is called in the report and in the log's file name
        """
        log = LOGS / f"{database}-{name}.log"
        say(f"[ .. ] Odoo: {name} tests ({tags}), log in {log}")
        outcome = _Outcome(self.report)
        log.parent.mkdir(parents=True, exist_ok=True)
        code = self._follow(self._command(database, modules, tags), log, outcome)
        if not outcome.started or (code and not outcome.failed):
            tail = "".join(log.read_text(errors="replace").splitlines(keepends=True)[-40:])
            reason = f"Odoo ran {outcome.started} tests and ended with code {code}."
            self.report.add(f"Odoo for the {name} tests", f"{tail}\n{reason}")

    def _command(self, database: str, modules: str, tags: str) -> list[str]:
        """Return the command that runs the tests."""
        return self.odoo.command(
            f"--database={database}",
            f"--init={modules}",
            f"--test-tags={tags}",
            "--stop-after-init",
            f"--http-port={process.free_port()}",
            "--max-cron-threads=0",
            f"--screenshots={LOGS / 'screenshots'}",
        )

    def _follow(self, command: list[str], log: Path, outcome: "_Outcome") -> int:
        """Run ``command`` with its output in ``log``, and tell ``outcome`` what happens."""
        environment = self.odoo.environment | self.server.environment | dict(self.environment)
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, **environment},
            start_new_session=True,
        ) as running:
            try:
                with log.open("w", buffering=1) as copy:
                    for event in events(_tee(running.stdout, copy)):
                        outcome.note(event)
                outcome.finish()
                return running.wait()
            finally:
                process.stop(running.pid)


def _tee(lines: Iterator[str], copy) -> Iterator[str]:
    """Yield ``lines``, each of which is written to ``copy`` as well."""
    for line in lines:
        copy.write(line)
        yield line


class _Outcome:
    """Turns what happens in Odoo into results, one for each test."""

    def __init__(self, report: Report) -> None:
        """Put the results into ``report``."""
        self.report = report
        self.started = 0
        self.failed = 0
        self._current = ""
        self._current_is_counted = False

    def note(self, event: Started | Skipped | Failed) -> None:
        """Take in what has happened."""
        if isinstance(event, Started):
            self.finish()
            self.started += 1
            self._current, self._current_is_counted = event.test, False
            return
        if event.test == self._current:
            self._current_is_counted = True
        if isinstance(event, Skipped):
            self.report.skip(event.test, event.reason)
        else:
            self.failed += 1
            self.report.add(event.test, event.text)

    def finish(self) -> None:
        """Count the test that is over now, unless it has failed or was skipped."""
        if self._current and not self._current_is_counted:
            self.report.add(self._current)
        self._current = ""
