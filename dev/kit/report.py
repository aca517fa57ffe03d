"""What a run of checks and tests has found."""

import json
from dataclasses import asdict, dataclass, field

from .shell import say


@dataclass
class Report:
    """Counts what passed, and keeps what failed for the end.

    :param known: names of all tests that should have been run, where a part tells them
    """

    passed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)

    def add(self, name: str, failure: str = "") -> None:
        """Count ``name`` and say how it went; a ``failure`` is its whole explanation.

        What fails again under the same name is not counted again.
        """
        if not failure:
            self.passed.append(name)
            say(f"  ok   {name}")
        elif name not in self.failures:
            say(f"  FAIL {name}")
            self._keep(name, failure)
        else:
            self._keep(name, failure)

    def skip(self, name: str, reason: str) -> None:
        """Note that ``name`` was not run."""
        self.skipped.append(name)
        say(f"  skip {name}: {reason}")

    def names(self) -> list[str]:
        """Return all that was run, or skipped."""
        return [*self.passed, *self.skipped, *self.failures]

    def merge(self, other: "Report") -> None:
        """Take in what another process has found, and said."""
        self.passed += other.passed
        self.skipped += other.skipped
        for name, failure in other.failures.items():
            self._keep(name, failure)

    def to_text(self) -> str:
        """Return it as a text, for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> "Report":
        """Return what ``to_text`` made a text of."""
        return cls(**json.loads(text))

    def _keep(self, name: str, failure: str) -> None:
        known = self.failures.get(name, "")
        if failure not in known:
            self.failures[name] = f"{known}\n{failure}".lstrip("\n")

    def close(self) -> int:
        """Print every failure in full and the counts, and return the exit code."""
        for name, text in self.failures.items():
            say(f"\n{'=' * 78}\nFAILED: {name}\n{'-' * 78}\n{text.rstrip()}")
        if self.skipped:
            say(f"\n{len(self.skipped)} skipped")
        nothing_ran = not self.passed and not self.failures
        say(f"\n{len(self.passed)} passed, {len(self.failures)} failed")
        return 1 if self.failures or nothing_ran else 0
