"""What a run of checks and tests has found."""

from dataclasses import dataclass, field

from .shell import say


@dataclass
class Report:
    """Counts what passed, and keeps what failed for the end."""

    passed: int = 0
    skipped: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, failure: str = "") -> None:
        """Count ``name`` and say how it went; a ``failure`` is its whole explanation.

        What fails again under the same name is not counted again.
        """
        if not failure:
            self.passed += 1
            say(f"  ok   {name}")
        elif name not in self.failures:
            self.failures[name] = failure
            say(f"  FAIL {name}")
        elif failure not in self.failures[name]:
            self.failures[name] += f"\n{failure}"

    def skip(self, name: str, reason: str) -> None:
        """Note that ``name`` was not run."""
        self.skipped += 1
        say(f"  skip {name}: {reason}")

    def close(self) -> int:
        """Print every failure in full and the counts, and return the exit code."""
        for name, text in self.failures.items():
            say(f"\n{'=' * 78}\nFAILED: {name}\n{'-' * 78}\n{text.rstrip()}")
        if self.skipped:
            say(f"\n{self.skipped} skipped")
        nothing_ran = not self.passed and not self.failures
        say(f"\n{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures or nothing_ran else 0
