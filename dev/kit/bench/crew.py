"""Runs on which several workers work, beside the same runs of a single one."""

from concurrent.futures import ThreadPoolExecutor

from ..shell import say, step
from .far_store import DELAY, running
from .lab import Laboratory, Results


def measure_workers(lab: Laboratory, products: int, workers: int) -> Results:
    """Return the figures of one worker and of several, for two kinds of runs."""
    ready = lab.with_addon(lab.catalogue(products))
    results: Results = {"products": products, "workers": workers, "delay": DELAY}
    pushed = {}
    for count in (1, workers):
        odoo = pushed[count] = lab.copy(ready)
        title = f"Pushing {products} products to a store far away, workers: {count}"
        with running() as store, step(title):
            target = {"url": store.url, "api_key": store.fake.api_key}
            results[f"push_{count}"] = _run(lab, odoo, count, case="push", **target)
    for count, odoo in pushed.items():
        with step(f"Verifying {products} products, workers: {count}"):
            results[f"verify_{count}"] = _run(lab, odoo, count, case="verify")
    for case in ("push", "verify"):
        one, many = results[f"{case}_1"], results[f"{case}_{workers}"]
        say(
            f"  {case}: 1 worker {one['seconds']:.1f} s, {workers} workers "
            f"{many['seconds']:.1f} s, {one['seconds'] / many['seconds']:.2f} times as fast"
        )
    return results


def _run(lab: Laboratory, odoo: str, workers: int, **options: str) -> Results:
    """Return the figures of a run's leader; its helpers are processes of their own."""
    with ThreadPoolExecutor(workers) as executor:
        helpers = [
            executor.submit(lab.do, odoo, "workers.help_out", case=options["case"], number=number)
            for number in range(1, workers)
        ]
        results = lab.do(odoo, "workers.lead", helpers=workers - 1, **options)
        return results | {"helped": [helper.result() for helper in helpers]}
