"""Pushes, each beside a plain client that sends the same requests."""

from contextlib import ExitStack
from statistics import median
from typing import Any

from ..shell import say
from .laboratory import Laboratory, Results

CASES = ("cold", "unchanged", "changed")


class Pushes:
    """Measures the nightly job on a store that is empty, up to date, and a little behind.

    :param ready: an Odoo database with products and the addon
    :param changes: how many products get another price for the third case
    """

    def __init__(self, lab: Laboratory, ready: str, changes: int) -> None:
        self.lab = lab
        self.ready = ready
        self.changes = changes
        self.rounds: dict[str, list[Results]] = {case: [] for case in CASES}

    def measure(self) -> None:
        """Push a catalogue, again without a change, and again with some."""
        odoo, store = self.lab.copy(self.ready), self.lab.copy(self.lab.stores.empty)
        self._push_beside(odoo, store, self.lab.copy(store), ["cold", "unchanged"])
        # The plain client finds all ids in its store, just as the addon does.
        self._push_beside(odoo, store, self.lab.copy(store), ["changed"])

    def _push_beside(self, odoo: str, store: str, other: str, cases: list[str]) -> None:
        """Measure cases on two databases of Medusa that are in the same state."""
        with ExitStack() as stack:
            url = stack.enter_context(self.lab.stores.running(store))
            shadow = self.lab.shadow(stack.enter_context(self.lab.stores.running(other, 1)))
            for case in cases:
                changes = self.changes if case == "changed" else 0
                results = push(
                    self.lab, odoo, url, shadow, changes=changes, raise_by=len(self.rounds[case])
                )
                check(case, results, changes)
                self.rounds[case].append(results)
                say(
                    f"  {case}: addon {results['seconds']:.2f} s, plain client "
                    f"{results['bare']:.2f} s, ratio {results['ratio']:.2f}"
                )

    def results(self) -> Results:
        """Return the median of each figure, over the rounds."""
        return {case: medians(rounds) for case, rounds in self.rounds.items()}


def push(lab: Laboratory, odoo: str, url: str, shadow: list | None, **options: Any) -> Results:
    """Run the job in Odoo."""
    key = lab.stores.api_key
    return lab.do(odoo, "push.push", url=url, api_key=key, shadow=shadow, **options)


def check(case: str, results: Results, changes: int = 0) -> None:
    """Make sure that the job did what is to be measured.

    :raise AssertionError: when it did something else
    """
    if results["state"] != "done" or results["failed"]:
        raise AssertionError(f"The {case} push ended as {results['state']}: {results}")
    if case == "unchanged" and results["write"]:
        raise AssertionError(f"Nothing had changed, and something was written: {results}")
    if case == "changed" and results["updated"] != changes:
        raise AssertionError(f"{changes} products had changed, others were pushed: {results}")


def medians(rounds: list[Results]) -> Results:
    """Return the median of each figure."""
    numbers = [name for name, value in rounds[0].items() if isinstance(value, int | float)]
    return {name: median(each[name] for each in rounds) for name in numbers}
