"""What it costs to keep what runs change, and all that they ask: beside runs that keep nothing."""

from statistics import median

from ..shell import say, step
from .lab import Laboratory, Results
from .pushes import check

CASES = ("cold", "unchanged", "changed")


def measure_kept(lab: Laboratory, products: int, rounds: int) -> dict[str, Results]:
    """Return how much more each case needs with all of it on, {case: {figure: ratio}}.

    Both kinds take turns, the one that begins as well: a machine that does other things slows both.
    """
    ready = lab.with_addon(lab.catalogue(products))
    found: dict[bool, list[Results]] = {False: [], True: []}
    for number in range(rounds):
        for keeps in (False, True) if number % 2 else (True, False):
            word = "all" if keeps else "nothing"
            with lab.round(), step(f"Keeping {word}, round {number + 1} of {rounds}"):
                found[keeps].append(_push(lab, ready, products, keeps))
    ratios: dict[str, Results] = {}
    for case in CASES:
        ratios[case] = {
            figure: median(row[case][figure] for row in found[True])
            / median(row[case][figure] for row in found[False])
            for figure in ("seconds", "cpu", "queries", "request")
        }
        told = ", ".join(f"{figure} {ratio:.3f}" for figure, ratio in ratios[case].items())
        say(f"  {case}: {told}")
    return ratios


def _push(lab: Laboratory, ready: str, products: int, keeps: bool) -> Results:
    odoo, changes = lab.copy(ready), max(products // 100, 1)
    results: Results = {}
    with lab.store(lab.copy(lab.empty)) as store:
        for case in CASES:
            options = {"changes": changes, "raise_by": 1} if case == "changed" else {}
            results[case] = lab.push(odoo, store, keeps=keeps, **options)
            check(case, results[case], options.get("changes"))
            row = results[case]
            say(f"  {case}: {row['seconds']:.2f} s, CPU {row['cpu']:.2f} s")
    return results
