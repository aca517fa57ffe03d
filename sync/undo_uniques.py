"""SKUs and barcodes that products get back: each is unique in the whole store.

What somebody else has by now stays his. Products that exchange theirs give them up first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..medusa.inventory import InventoryApi
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from ..medusa.variants import Variants
from .difference import Difference
from .holders import ItemName, rename_items
from .identity import UNIQUE_FIELDS, Remote
from .items import get_item_ids
from .undo_plan import Undone

# What is read of a variant that gets its SKU or title back: its items are called as it is.
UNIQUE_READ = "variants.title,variants.sku,variants.inventory_items.inventory_item_id"


@dataclass
class _Wish:
    """A value that a variant is to get back.

    :param item: of the body of its product's update
    :param present: the variant, as it is in the store
    """

    product_id: str
    undone: Undone
    item: dict[str, Any]
    present: Remote
    change: Difference

    @property
    def key(self) -> tuple[str, str]:
        return self.item["id"], self.change.field


class Uniques:
    """Sees to it that each value has one holder at a time."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._found: list[tuple[Remote, Undone]] = []
        self._wishes: list[_Wish] = []
        self._holders: dict[tuple[str, str], str] = {}

    def sort_out(self, found: Iterable[tuple[Remote, Undone]]) -> None:
        """Take out of updates what can't be had.

        :param found: products of the store with what is to be written of them; this is changed
        :raise MedusaError: of the client
        """
        self._found = list(found)
        wishes = [wish for remote, undone in self._found for wish in _find_wishes(remote, undone)]
        values: dict[str, set[str]] = {name: set() for name in UNIQUE_FIELDS}
        for wish in wishes:
            if wish.change.store:
                values[wish.change.field].add(wish.change.store)
        asked = {name: sorted(rows) for name, rows in values.items() if rows}
        rows = Variants(self.client).list_holders(asked) if asked else []
        self._holders = {
            (name, row[name]): row["id"] for row in rows for name in asked if row.get(name)
        }
        self._wishes = _drop_taken(wishes, self._holders)

    def free(self) -> None:
        """Free what products pass to each other, and call inventory items as their variants.

        :raise MedusaError: of the client
        """
        if self._wishes:
            _release(self.client, self._wishes, self._holders)
        _rename_items(self.client, self._found)


def _find_wishes(remote: Remote, undone: Undone) -> list[_Wish]:
    there = {row["id"]: row for row in remote.get("variants") or []}
    rows = {(row.variant, row.field): row for row in undone.done if row.field in UNIQUE_FIELDS}
    wishes = []
    for item in undone.body.get("variants") or ():
        for (variant, name), change in rows.items():
            if undone.variant_ids.get(variant or "") == item["id"] and name in item:
                wishes.append(_Wish(remote["id"], undone, item, there[item["id"]], change))
    return wishes


def _drop_taken(wishes: list[_Wish], holders: dict[tuple[str, str], str]) -> list[_Wish]:
    """Return the wishes that can be fulfilled; the others stay as the run made them."""
    while True:
        moving = {wish.key for wish in wishes}
        wanted: set[tuple[str, str]] = set()
        kept = []
        for wish in wishes:
            value = wish.change.field, wish.change.store or ""
            holder = holders.get(value)
            is_free = holder in (None, wish.item["id"]) or (holder, value[0]) in moving
            if not value[1] or (is_free and value not in wanted):
                wanted.add(value)
                kept.append(wish)
                continue
            wish.item.pop(wish.change.field)
            wish.undone.done.remove(wish.change)
            wish.undone.stays.append(wish.change)
            if all(len(item) == 1 for item in wish.undone.body["variants"]):
                # Only named, nothing said about any of them.
                del wish.undone.body["variants"]
        if len(kept) == len(wishes):
            return kept
        # What isn't given up now is in the way of others.
        wishes = kept


def _release(
    client: MedusaClient, wishes: list[_Wish], holders: dict[tuple[str, str], str]
) -> None:
    """Take values off those that pass theirs to each other."""
    in_the_way = {
        (holder, wish.change.field)
        for wish in wishes
        if (holder := holders.get((wish.change.field, wish.change.store or "")))
        and holder != wish.item["id"]
    }
    bodies: dict[str, dict[str, Any]] = {}
    for wish in wishes:
        if wish.key in in_the_way:
            ids = [row["id"] for row in wish.undone.body["variants"]]
            rows = bodies.setdefault(wish.product_id, {key: {"id": key} for key in ids})
            rows[wish.item["id"]][wish.change.field] = None
    if bodies:
        rows = [
            encode({"id": key, "variants": list(rows.values())}) for key, rows in bodies.items()
        ]
        ProductApi(client).batch("update", rows, "id")


def _rename_items(client: MedusaClient, found: Iterable[tuple[Remote, Undone]]) -> None:
    """Call inventory items as their variants will be; what a person named stays."""
    names = [name for remote, undone in found for name in _get_names(remote, undone)]
    if not names:
        return
    try:
        rename_items(InventoryApi(client), names)
    except MedusaConflictError:
        # An item of somebody else has it: the variants get theirs all the same.
        return


def _get_names(remote: Remote, undone: Undone) -> Iterator[ItemName]:
    there = {row["id"]: row for row in remote.get("variants") or []}
    written = {(row.variant, row.field): row.odoo for row in undone.done}
    keys = {medusa_id: key for key, medusa_id in undone.variant_ids.items()}
    for item in undone.body.get("variants") or ():
        present, key = there[item["id"]], keys.get(item["id"])
        item_ids = get_item_ids(present)
        # Several items are a bundle that somebody made in Medusa.
        if len(item_ids) != 1 or not ("sku" in item or "title" in item):
            continue
        sku = written.get((key, "sku"), present.get("sku"))
        yield ItemName(
            item_ids[0],
            frozenset({sku or None}),
            item.get("sku", present.get("sku")) or None,
            item.get("title", present.get("title") or ""),
            # Only called otherwise, it may have been given a title by a person since.
            None if "sku" in item else written[key, "title"],
        )
