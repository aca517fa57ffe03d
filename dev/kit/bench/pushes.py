"""Pushes, each beside a replay of the same requests by a plain client."""

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

    def measure(self, number: int) -> None:
        """Do one round; which side comes first alternates, as far as it can."""
        bare_first = number % 2 and self._recording("cold").exists()
        bare = self._replay_cold() if bare_first else None
        self._push_all(number)
        self._note("cold", bare or self._replay_cold())

    def _push_all(self, number: int) -> None:
        """Push a catalogue, again without a change, and again with some."""
        odoo, store = self.lab.copy(self.ready), self.lab.copy(self.lab.stores.empty)
        with self.lab.stores.running(store) as url:
            self._push("cold", odoo, url)
            self._push("unchanged", odoo, url)
            self._note("unchanged", self.lab.replay(self._recording("unchanged"), url))
        # The replay finds the store, and all ids in it, just as the addon does.
        before = self.lab.copy(store)
        with self.lab.stores.running(store) as url:
            self._push("changed", odoo, url, changes=self.changes, round_number=number)
        with self.lab.stores.running(before) as url:
            self._note("changed", self.lab.replay(self._recording("changed"), url))

    def _push(self, case: str, odoo: str, url: str, **arguments: Any) -> None:
        """Run the job in Odoo."""
        results = self.lab.do(
            odoo,
            "push.push",
            url=url,
            api_key=self.lab.stores.api_key,
            record=str(self._recording(case)),
            **arguments,
        )
        self.rounds[case].append(results)
        check(case, results, self.changes)

    def _replay_cold(self) -> Results:
        """Create the products in an empty store with a plain client."""
        with self.lab.stores.running(self.lab.copy(self.lab.stores.empty)) as url:
            return self.lab.replay(self._recording("cold"), url)

    def _note(self, case: str, bare: Results) -> None:
        """Keep how long the plain client took in this round."""
        results = self.rounds[case][-1]
        results["bare"] = bare["all"]
        results["bare_writes"] = bare["writes"]
        results["ratio"] = bare["all"] / results["seconds"]
        say(
            f"  {case}: addon {results['seconds']:.2f} s, bare replay {bare['all']:.2f} s, "
            f"ratio {results['ratio']:.2f}"
        )

    def _recording(self, case: str):
        """Return the file that holds the requests of a case."""
        return self.lab.folder / f"{case}.jsonl"

    def results(self) -> Results:
        """Return the median of each figure, over the rounds."""
        return {case: medians(rounds) for case, rounds in self.rounds.items()}


def check(case: str, results: Results, changes: int) -> None:
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
