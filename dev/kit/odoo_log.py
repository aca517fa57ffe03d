"""Read what Odoo logs while it runs tests."""

import re
from collections.abc import Iterable, Iterator

from .paths import ADDON, CACHE
from .report import Report

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): "
    r"(?P<text>.*)$",
    re.DOTALL,
)
STARTING = re.compile(r"^Starting (?P<test>\w+\.\w+) \.\.\.")
SKIPPED = re.compile(r"^skipped (?P<test>\w+\.\w+) : (?P<reason>.*)")
FAILED = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<test>[^\n]+?)(?: \([^\n]*)?\n", re.DOTALL)
CLASS_FAILED = re.compile(r"^(?:FAIL|ERROR): (?P<test>\w+ \([\w.]+\))\n", re.DOTALL)
# Odoo's own counts of the failures that it has logged before.
SUMMARY = re.compile(
    r"Module \w+: \d+ failures, \d+ errors of "
    r"|\d+ failed, \d+ error\(s\) of "
    r"|At least one test failed when loading the modules"
)


def records(lines: Iterable[str]) -> Iterator[re.Match]:
    """Yield the log records in ``lines``, each with all its lines, when it is complete."""
    text = ""
    for line in lines:
        if RECORD.match(line):
            if found := RECORD.match(text):
                yield found
            text = ""
        text += line
    if found := RECORD.match(text):
        yield found


class Outcome:
    """Turns what Odoo logs into results, one for each test and for each trouble of this addon."""

    def __init__(self, report: Report, label: str = "") -> None:
        """Put the results into ``report``, with ``label`` before their names."""
        self.report = report
        self.label = label
        self.started = 0
        self.failed = 0
        self._current = ""

    def read(self, lines: Iterable[str]) -> None:
        """Take in all of a log."""
        for record in records(lines):
            module = record["logger"].rpartition(".")[2]
            if record["level"] == "INFO":
                self._note(module, record["text"])
            elif _is_failure(**record.groupdict()):
                self._fail(module, record)
        self._finish()

    def _note(self, module: str, text: str) -> None:
        """Take in that a test begins, which ends the one before, or is skipped."""
        if found := STARTING.match(text):
            self._finish()
            self.started += 1
            self._current = f"{module}.{found['test']}"
        elif found := SKIPPED.match(text):
            name = f"{module}.{found['test']}"
            self._settle(name)
            self.report.skip(f"{self.label}{name}", found["reason"].strip())

    def _fail(self, module: str, record: re.Match) -> None:
        """Take in that a test, the preparation of a class or something else failed."""
        text = record["text"]
        if found := CLASS_FAILED.match(text):
            name = found["test"]
        elif found := FAILED.match(text):
            name = f"{module}.{found['test']}"
        else:
            first_line = text.strip().partition("\n")[0][:100]
            name, text = f"log of {record['logger']}: {first_line}", f"{record['level']} {text}"
        self.failed += 1
        self._settle(name)
        self.report.add(f"{self.label}{name}", text)

    def _settle(self, name: str) -> None:
        """Don't count the present test as passed, if it is ``name``."""
        if name == self._current:
            self._current = ""

    def _finish(self) -> None:
        """Count the test that is over now, unless it has failed or was skipped."""
        if self._current:
            self.report.add(f"{self.label}{self._current}")
        self._current = ""


def _is_failure(level: str, logger: str, text: str) -> bool:
    """Tell whether a record is an error, or a warning of or about this addon."""
    if level not in ("WARNING", "ERROR", "CRITICAL") or SUMMARY.match(text):
        return False
    # The cache folder has the addon's name, and says nothing about the addon.
    about = text.replace(str(CACHE), "").lower()
    return level != "WARNING" or logger.startswith(f"odoo.addons.{ADDON}") or "medusa" in about
