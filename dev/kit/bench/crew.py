"""Runs on which several workers work, beside the same runs of a single one."""

from concurrent.futures import ThreadPoolExecutor

from ..listener import running
from ..shell import say, step
from .far_store import FarStore
from .lab import Laboratory, Results

DELAY = 0.3


def measure_workers(lab: Laboratory, products: int, workers: int) -> None:
    """Say how long one worker takes, and how long several do, for two kinds of runs."""
    ready = lab.with_addon(lab.catalogue(products))
    crews = {count: lab.copy(ready) for count in (1, workers)}
    for case in ("push", "verify"):
        seconds = {}
        for count, odoo in crews.items():
            title = f"{case}: {products} products, workers: {count}"
            with running(FarStore(DELAY)) as far, step(title):
                target = {"url": far.store.url, "api_key": far.store.api_key}
                seconds[count] = _run(lab, odoo, count, case, target)["seconds"]
        times = seconds[1] / seconds[workers]
        say(f"  {case}: {seconds[1]:.1f} s, {seconds[workers]:.1f} s, {times:.2f} times as fast")


def _run(lab: Laboratory, odoo: str, workers: int, case: str, target: dict[str, str]) -> Results:
    """Return the figures of a run's leader; its helpers are processes of their own."""
    with ThreadPoolExecutor(workers) as executor:
        helpers = [
            executor.submit(lab.do, odoo, "workers.help_out", case=case, number=number)
            for number in range(1, workers)
        ]
        results = lab.do(odoo, "workers.lead", helpers=workers - 1, case=case, **target)
        return results | {"helped": [helper.result() for helper in helpers]}
