"""What must not grow with the catalogue, or no faster than it: a size, and a tenth of it."""

from collections.abc import Iterator

from ..listener import running
from ..shell import say, step
from .far_store import FarStore
from .lab import Laboratory, Results
from .pushes import check
from .table import summarize

MEGABYTE = 1024 * 1024


def _get_sizes(lab: Laboratory, products: int) -> Iterator[tuple[int, str]]:
    """Yield both sizes, each with an Odoo database that has the addon."""
    for count in (max(products // 10, 1), products):
        with lab.round():
            yield count, lab.with_addon(lab.catalogue(count))


def measure_pictures(lab: Laboratory, products: int) -> None:
    """Say what a run over pictures needs of memory."""
    for count, odoo in _get_sizes(lab, products):
        with step(f"Giving {count} products a picture of 1 MB"):
            lab.do(odoo, "pictures.give_pictures", size=MEGABYTE)
        with lab.store(lab.copy(lab.empty)) as store, step(f"Pushing {count} of them"):
            results = lab.push(odoo, store)
        check("cold", results)
        say(
            f"  {count} pictures: {results['seconds']:.1f} s, {results['write']} writes, "
            f"{results['memory']:.1f} MB of memory beyond the start"
        )


def measure_scale(lab: Laboratory, products: int, rounds: int) -> dict[int, Results]:
    """Return the figures of runs on a store in memory, for each size."""
    found = {}
    for count, odoo in _get_sizes(lab, products):
        with running(FarStore()) as far:
            with step(f"Pushing {count} products to a store in memory"):
                cold = lab.push(odoo, far.store)
            check("cold", cold)
            rows = []
            for number in range(rounds):
                with step(f"Verifying, and a night without changes, {number + 1} of {rounds}"):
                    night = lab.push(odoo, far.store)
                    rows.append({"verify": lab.do(odoo, "push.verify"), "unchanged": night})
                check("unchanged", night)
            with step(f"Planning {count} products, some of which changed"):
                plans = [
                    {"plan": lab.do(odoo, "plan.plan", changes=count * 6 // 100, raise_by=number)}
                    for number in (1, *[0] * (rounds - 1))
                ]
        found[count] = summarize([{"cold": cold}]) | summarize(rows) | summarize(plans)
        ratio = found[count]["plan"]["seconds"].middle / found[count]["unchanged"]["seconds"].middle
        say(f"  A plan of {count} products, 6 % of them changed: {ratio:.2f} of such a night")
    return found
