"""Pushes, each beside its rivals: a plain client with the same requests, Medusa's own import."""

import os
from pathlib import Path

from ..shell import say, step
from .csv_import import import_csv
from .lab import Laboratory, Results

# Bytes of each picture, where products have some.
PICTURE = 100_000


def measure_pushes(
    lab: Laboratory, ready: str, products: int, rounds: int, *, is_whole: bool
) -> list[Results]:
    """Return the figures of all cases, for each round.

    :param ready: an Odoo database with so many products, and the addon
    :param is_whole: whether to push with pictures, and on a single connection, as well
    """
    file = Path(lab.folder) / f"{products}.csv"
    channel = lab.server.query("SELECT id FROM sales_channel", lab.empty)
    lab.do(ready, "csv_file.write", file=str(file), channel=channel)
    cold = {"cold": (ready, {})}
    if is_whole:
        pictured = lab.copy(ready)
        lab.do(pictured, "pictures.give_pictures", size=PICTURE)
        cold |= {"single": (ready, {"connections": 1}), "pictures": (pictured, {})}
    found = []
    for number in range(rounds):
        title = f"Pushing {products} products, round {number + 1} of {rounds}"
        with lab.round(), step(title):
            results = _import(lab, file, products)
            for case, (source, options) in cold.items():
                odoo, store = lab.copy(source), lab.copy(lab.empty)
                results |= _push(lab, odoo, store, {case: options})
                if case == "cold":
                    results |= _ceiling(lab, results["cold"]["bare"])
                    changes = {"changes": max(products // 100, 1), "raise_by": number}
                    results |= _push(lab, odoo, store, {"unchanged": {}, "changed": changes})
                    results["verify"] = lab.do(odoo, "push.verify")
            results["import"]["ratio"] = results["import"]["seconds"] / results["cold"]["seconds"]
        found.append(results | {"machine": {"load": os.getloadavg()[0]}})
    return found


def _push(lab: Laboratory, odoo: str, store: str, cases: Results) -> Results:
    """Return the figures of pushes to a store, {case: options of the push}."""
    results: Results = {}
    # The plain client finds all ids in its store, just as the addon does.
    other = lab.copy(store)
    with lab.store(store) as ours, lab.store(other, 1) as beside:
        for case, options in cases.items():
            figures = results[case] = lab.push(odoo, ours, beside, warm=True, **options)
            check(case, figures, options.get("changes"))
            say(
                f"  {case}: addon {figures['seconds']:.2f} s, plain client "
                f"{figures['bare']:.2f} s, ratio {figures['ratio']:.2f}"
            )
    return results


def _ceiling(lab: Laboratory, bare: float) -> Results:
    """Return what the plain client gets out of this machine's store on two connections."""
    with lab.store(lab.copy(lab.empty)) as store:
        seconds = lab.replay(store, connections=2)
    say(f"  a plain client on two connections: {seconds:.2f} s, ratio {bare / seconds:.2f}")
    return {"ceiling": {"seconds": seconds, "bare": bare, "ratio": bare / seconds}}


def _import(lab: Laboratory, file: Path, products: int) -> Results:
    """Return the figures of Medusa's own import of the same products."""
    with lab.store(lab.copy(lab.empty)) as store:
        seconds = import_csv(store.admin(), file, products)
    say(f"  Medusa's own import: {seconds:.2f} s")
    return {"import": {"seconds": seconds}}


def check(case: str, results: Results, changes: int | None = None) -> None:
    """Make sure that the job did what is to be measured.

    :raise AssertionError: when it did something else
    """
    if results["state"] != "done" or results["failed"]:
        raise AssertionError(f"The {case} push ended as {results['state']}: {results}")
    if case == "unchanged" and results["write"]:
        raise AssertionError(f"Nothing had changed, and something was written: {results}")
    if changes and results["updated"] != changes:
        raise AssertionError(f"{changes} products had changed, others were pushed: {results}")
