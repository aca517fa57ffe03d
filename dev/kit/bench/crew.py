"""Runs on which several workers work, beside the same runs of a single one."""

import time
from concurrent.futures import ThreadPoolExecutor

from ..chaos.proxy import running
from ..shell import say, step
from .lab import Laboratory, Results

DELAY = 0.3


class Distance:
    """What lies between Odoo and a store that is far away, in the place of the weather."""

    def choose(self) -> None:
        """Hold a request up; nothing happens to it."""
        time.sleep(DELAY)


def measure_workers(lab: Laboratory, products: int, workers: int) -> Results:
    """Return the figures of one worker and of several, for two kinds of runs."""
    ready = lab.with_addon(lab.catalogue(products))
    results: Results = {"products": products, "workers": workers, "delay": DELAY}
    pushed = {}
    for count in (1, workers):
        odoo = pushed[count] = lab.copy(ready)
        with (
            lab.store(lab.copy(lab.empty)) as url,
            running(url, Distance()) as proxy,
            step(f"Pushing {products} products over {1000 * DELAY:.0f} ms, workers: {count}"),
        ):
            results[f"push_{count}"] = _run(lab, odoo, count, case="push", url=proxy.url)
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
            executor.submit(lab.do, odoo, "workers.help_out", number=number)
            for number in range(1, workers)
        ]
        if options["case"] == "push":
            options["api_key"] = lab.api_key
        results = lab.do(odoo, "workers.lead", helpers=workers - 1, **options)
        return results | {"helped": [helper.result() for helper in helpers]}
