"""Which values that products want are taken in the store, asked before anything is sent.

One refused product costs a call of 200, and Medusa leaves the options of a refused creation behind
(docs/medusa-api.md#a-refused-creation-leaves-its-options). What a list can tell is asked instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..medusa.inventory import InventoryApi
from ..medusa.products import ProductApi
from ..medusa.variants import Variants
from .identity import UNIQUE_FIELDS, Remote
from .result import Outcome

VARIANT, ITEM, PRODUCT = "Product variant", "Inventory item", "Product"
HANDLE = "handle"


@dataclass
class Wanted:
    """What the write of one product takes for itself.

    :param body: the element of the batch
    :param product_id: of the product that is updated, None for a new one
    :param values: (column, value) of what it takes newly
    :param new_items: {SKU: row of the body} of the variants for which Medusa makes an inventory
        item with this write
    :param item_variants: {SKU: variant of the store} of those that are there already
    """

    outcome: Outcome
    body: dict[str, Any]
    product_id: str | None = None
    values: list[tuple[str, str]] = field(default_factory=list)
    new_items: dict[str, dict[str, Any]] = field(default_factory=dict)
    item_variants: dict[str, str] = field(default_factory=dict)


def read_wanted(outcome: Outcome, body: dict[str, Any], remote: Remote | None = None) -> Wanted:
    """Return what the write of a product takes.

    :param remote: the product in the store, None for a new one
    """
    remote = remote or {}
    wanted = Wanted(outcome, body, remote.get("id"))
    there = {row["id"]: row for row in remote.get("variants") or []}
    for row in body.get("variants") or []:
        present = there.get(row.get("id"), {})
        for name in UNIQUE_FIELDS:
            if row.get(name) and row[name] != present.get(name):
                wanted.values.append((name, row[name]))
        _add_item(wanted, row, present)
    if body.get(HANDLE) and body[HANDLE] != remote.get(HANDLE):
        wanted.values.append((HANDLE, body[HANDLE]))
    return wanted


def _add_item(wanted: Wanted, row: dict[str, Any], present: Remote) -> None:
    if not row.get("sku") or present.get("inventory_items"):
        return
    if wanted.product_id is None:
        # What isn't said is managed (docs/medusa-api.md#what-a-new-product-needs).
        if row.get("manage_inventory", True):
            wanted.new_items[row["sku"]] = row
    elif present and row.get("manage_inventory"):
        # For a variant that is new in an update Medusa makes none, see `items`.
        wanted.new_items[row["sku"]] = row
        wanted.item_variants[row["sku"]] = present["id"]


@dataclass
class Found:
    """What the store said.

    :param held: {(column, value): id of the product that holds it}
    :param orphans: {SKU: id} of inventory items that no variant sells
    :param held_items: SKUs of items that belong to some variant
    """

    held: dict[tuple[str, str], str] = field(default_factory=dict)
    orphans: dict[str, str] = field(default_factory=dict)
    held_items: set[str] = field(default_factory=set)


class TakenValues:
    """Asks the store, and says which products can't have what they want."""

    def __init__(self, client: MedusaClient) -> None:
        self.variants = Variants(client)
        self.products = ProductApi(client)
        self.inventory = InventoryApi(client)

    def ask(self, wanted: Sequence[Wanted], handles: bool) -> Found:
        """Read who holds what these products want; nothing is read of what none of them wants.

        :param handles: ask for handles as well. A refused handle leaves nothing behind, and that of
            a new product holds its id: hardly ever is one taken.
        :raise MedusaError: of the client
        """
        values: dict[str, dict[str, None]] = {name: {} for name in (*UNIQUE_FIELDS, HANDLE)}
        for one in wanted:
            for name, value in one.values:
                values[name][value] = None
        found = Found()
        uniques = {name: list(values[name]) for name in UNIQUE_FIELDS if values[name]}
        for row in self.variants.list_holders(uniques):
            found.held |= {
                (name, row[name]): row["product_id"] for name in uniques if row.get(name)
            }
        if handles:
            for row in self.products.list_by(HANDLE, list(values[HANDLE]), "id"):
                found.held[HANDLE, row[HANDLE]] = row["id"]
        skus = dict.fromkeys(sku for one in wanted for sku in one.new_items)
        for sku, item in self.inventory.find_items(list(skus)).items():
            if item.get("variants"):
                found.held_items.add(sku)
            else:
                found.orphans[sku] = item["id"]
        return found


def find_refused(wanted: Iterable[Wanted], found: Found) -> dict[int, MedusaConflictError]:
    """Return {id of the outcome: what Medusa would say} of those that can't be written.

    Of two that want the same value the first one gets it.
    """
    refused: dict[int, MedusaConflictError] = {}
    claimed: set[tuple[str, str]] = set()
    for one in wanted:
        error = _find_error(one, found, claimed)
        if error:
            refused[id(one.outcome)] = error
        else:
            claimed.update(one.values)
    return refused


def _find_error(
    one: Wanted, found: Found, claimed: set[tuple[str, str]]
) -> MedusaConflictError | None:
    for (name, value), count in Counter(one.values).items():
        holder = found.held.get((name, value))
        # What its own variants pass to each other is freed before, or the store's to judge.
        is_held = holder is not None and holder != one.product_id
        if is_held or count > 1 or (name, value) in claimed:
            return make_error(PRODUCT if name == HANDLE else VARIANT, name, value)
    for sku in one.new_items:
        if sku in found.held_items:
            return make_error(ITEM, "sku", sku)
    return None


def make_error(entity: str, name: str, value: str) -> MedusaConflictError:
    """Return what Medusa says of a value that is taken, without having asked it to write."""
    error = MedusaConflictError(f"{entity} with {name}: {value}, already exists.")
    error.entity, error.field, error.value = entity, name, value
    return error
