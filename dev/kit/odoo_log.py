"""Read what Odoo logs while it runs tests."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .paths import ADDON, CACHE

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
SERIOUS = ("WARNING", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Record:
    """One log record, with all its lines."""

    level: str
    logger: str
    text: str

    def is_failure(self) -> bool:
        """Tell whether it is an error, or a warning that is about this addon."""
        if self.level not in SERIOUS or SUMMARY.match(self.text):
            return False
        return self.level != "WARNING" or self._is_ours()

    def _is_ours(self) -> bool:
        """Tell whether this addon has written it, or is what it is about."""
        # The cache folder has the addon's name, and says nothing about the addon.
        about = self.text.replace(str(CACHE), "").lower()
        return self.logger.startswith(f"odoo.addons.{ADDON}") or "medusa" in about


def records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the log records in ``lines``, each when it is complete."""
    lines_of_record: list[str] = []
    for line in lines:
        if RECORD.match(line) and lines_of_record:
            yield from _record(lines_of_record)
            lines_of_record = []
        lines_of_record.append(line)
    yield from _record(lines_of_record)


def _record(lines: list[str]) -> Iterator[Record]:
    """Yield the record that ``lines`` are; nothing for what Odoo prints without logging it."""
    if found := RECORD.match("".join(lines)):
        yield Record(found["level"], found["logger"], found["text"])


@dataclass(frozen=True)
class Started:
    """A test has begun: the one before it is over."""

    test: str


@dataclass(frozen=True)
class Skipped:
    """A test was not run."""

    test: str
    reason: str


@dataclass(frozen=True)
class Failed:
    """A test, the preparation of a test class, or something outside of every test failed."""

    test: str
    text: str


Event = Started | Skipped | Failed


def events(lines: Iterable[str]) -> Iterator[Event]:
    """Yield what happens to the tests, and every trouble that is logged about this addon."""
    for record in records(lines):
        if event := _event(record):
            yield event


def _event(record: Record) -> Event | None:
    """Return what ``record`` means for the tests."""
    module = record.logger.rpartition(".")[2]
    if record.level == "INFO":
        if found := STARTING.match(record.text):
            return Started(f"{module}.{found['test']}")
        if found := SKIPPED.match(record.text):
            return Skipped(f"{module}.{found['test']}", found["reason"].strip())
    if not record.is_failure():
        return None
    if found := CLASS_FAILED.match(record.text):
        return Failed(found["test"], record.text)
    if found := FAILED.match(record.text):
        return Failed(f"{module}.{found['test']}", record.text)
    first_line = record.text.strip().partition("\n")[0][:100]
    return Failed(f"log of {record.logger}: {first_line}", f"{record.level} {record.text}")
