"""Pushes, each beside a plain client that sends the same requests."""

from statistics import median

from ..shell import say
from .lab import Laboratory, Results


def push_all_cases(lab: Laboratory, ready: str, changes: int, number: int) -> Results:
    """Push to a store that is empty, then up to date, then a little behind; return all figures.

    :param ready: an Odoo database with products and the addon
    :param changes: how many products get another price for the third case
    :param number: of the round, which makes the price another one
    """
    results: Results = {}
    odoo, store = lab.copy(ready), lab.copy(lab.empty)
    for cases in (("cold", "unchanged"), ("changed",)):
        # The plain client finds all ids in its store, just as the addon does.
        other = lab.copy(store)
        with lab.store(store) as url, lab.store(other, 1) as beside:
            for case in cases:
                count = changes if case == "changed" else 0
                figures = lab.push(odoo, url, beside, changes=count, raise_by=number)
                check(case, figures, count)
                say(
                    f"  {case}: addon {figures['seconds']:.2f} s, plain client "
                    f"{figures['bare']:.2f} s, ratio {figures['ratio']:.2f}"
                )
                results[case] = figures
    return results


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
    """Return the median of each figure of each case, over the rounds."""
    return {
        case: {
            name: median(each[case][name] for each in rounds)
            for name, value in figures.items()
            if isinstance(value, int | float)
        }
        for case, figures in rounds[0].items()
    }
