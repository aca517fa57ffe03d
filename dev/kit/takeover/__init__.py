"""A shop of products made by Medusa's own CSV import, without Odoo's numbers, taken over."""

import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import databases
from ..bench.csv_import import import_csv
from ..medusa import Store
from ..odoo import Odoo
from ..odoo_task import Tasks
from ..postgres import Server
from ..shell import Failure, say, step

HERE = Path(__file__).parent
FIELDS = (
    "id,title,handle,external_id,metadata,variants.id,variants.sku,variants.barcode,"
    "variants.metadata,variants.prices.currency_code,variants.prices.amount"
)
# Seconds for Medusa's import.
PATIENCE = 600

Snapshot = dict[str, dict[str, Any]]


def try_out(odoo: Odoo, server: Server, products: int) -> list[str]:
    """Take a shop of so many products over; return what isn't as it should be."""
    with databases.with_store(odoo, server, "takeover") as (name, store):
        tasks = Tasks(odoo, server, name, HERE)

        def do(task: str, **arguments: Any) -> Any:
            return tasks(f"shop.{task}", **arguments)

        with step(f"Making {products} products in Odoo"):
            rows = do("make", count=products, url=store.url, key=store.api_key)
        with step("Importing them into the shop by Medusa's own CSV import"):
            count = import_all(store, rows)
            before = look_at_whole(store)
        prices = sum(len(_get_other_prices(row)) for row in before.values())
        say(f"  {count} products, {prices} prices in a currency that Odoo doesn't push")
        told = do("take_over")
        say(f"  reading and proposing: {told['seconds']:.1f} s for {count} products of the shop")
        say(f"  proposals: {told['counts']}")
        faults = compare("proposing", before, look(store), _get_all)
        told = do("accept_and_push")
        say(f"  accepting: {told['accepting']:.1f} s; push: {told['pushing']:.1f} s, {told['run']}")
        faults += told["faults"]
        pushed = look(store)
        faults += compare("the push", before, pushed, _get_ids)
        faults += compare("the push", before, pushed, _get_other_prices)
        told = do("undo")
        say(f"  undo: {told['seconds']:.1f} s, {told['run']}")
        after = look(store)
        faults += compare("the undo", before, after, _get_ids)
        faults += compare("the undo", before, after, _get_identity)
    for fault in faults[:20]:
        say(f"  {fault[:300]}")
    say(f"  {len(faults)} faults")
    return faults


def import_all(store: Store, rows: list[dict[str, str]]) -> int:
    """Import products as a person does in Medusa's admin; return how many there are then."""
    count = len({row["Product Handle"] for row in rows})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "products.csv"
        with file.open("w", newline="", encoding="utf-8") as text:
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        import_csv(store.admin(), file, count)
    return count


def look_at_whole(store: Store) -> Snapshot:
    """Return the products once all of them are whole.

    Medusa makes the variants after the products, and their prices after these.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look(store)
        if all(_is_whole(row) for row in found.values()):
            return found
        time.sleep(1)
    raise Failure("Medusa has imported products without prices.")


def _is_whole(row: dict[str, Any]) -> bool:
    variants = row.get("variants") or []
    return bool(variants) and all(variant.get("prices") for variant in variants)


def look(store: Store) -> Snapshot:
    """Return all products of the shop by their ids."""
    rows = store.admin().rows("/admin/products", f"fields={FIELDS}&order=id")
    return {row["id"]: row for row in rows}


def compare(title: str, before: Snapshot, after: Snapshot, get: Any) -> list[str]:
    """Return what differs between two looks at the shop."""
    faults = [f"after {title}: {key} is new" for key in after.keys() - before.keys()]
    faults += [f"after {title}: {key} is gone" for key in before.keys() - after.keys()]
    for key in before.keys() & after.keys():
        former, now = get(before[key]), get(after[key])
        if former != now:
            faults.append(f"after {title}: {key} {get.__name__} was {former}, is {now}")
    return faults


def _get_all(row: dict[str, Any]) -> Any:
    return sorted(map(repr, _flatten(row)))


def _flatten(value: Any) -> Iterator[Any]:
    """Yield what is in a row, in whatever order the lists come."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ((key, found) for found in _flatten(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _flatten(inner)
    else:
        yield value


def _get_ids(row: dict[str, Any]) -> Any:
    return {variant["id"] for variant in row["variants"]}


def _get_other_prices(row: dict[str, Any]) -> Any:
    return sorted(
        (variant["id"], price["amount"])
        for variant in row["variants"]
        for price in variant.get("prices") or []
        if price["currency_code"] == "dkk"
    )


def _get_identity(row: dict[str, Any]) -> Any:
    variants = {
        variant["id"]: [variant[name] for name in ("sku", "barcode", "metadata")]
        for variant in row["variants"]
    }
    return [row[name] for name in ("external_id", "metadata", "handle")], variants
