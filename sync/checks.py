"""What is looked for in the records of a store: one table, an entry for each kind.

To look for something more is an entry here. What only several records tell together, as a SKU that
two variants have, is given out as values for whoever keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .findings import Shop, carries_our_mark, cut, is_shown
from .identity import FOREIGN, Remote, get_external_id, whose
from .items import get_item_ids
from .shop_index import fold


@dataclass(frozen=True)
class Check:
    """One thing that is looked for in the records of a list.

    :param list: an entry of `examination.LISTS`
    :param find: takes a record and the `Shop`; returns facts (JSON) if it is wrong, else None
    """

    list: str
    find: Callable[[Remote, Shop], dict[str, Any] | None]


# === WHAT ONE RECORD TELLS === #


def find_without_channel(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on a published product that no sales channel has."""
    # A link to a channel that is gone reads as null.
    return {} if is_shown(row) and not any(row.get("sales_channels") or []) else None


def find_without_price(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on a published product of which some variant, or all, can't be bought."""
    variants = row.get("variants") or []
    missing = sum(not variant.get("prices") for variant in variants)
    if not is_shown(row) or (variants and not missing):
        return None
    return {"variants": len(variants), "missing": missing}


def find_without_picture(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on a published product without any picture."""
    has_picture = row.get("thumbnail") or any(row.get("images") or [])
    return {} if is_shown(row) and not has_picture else None


def find_orphan_item(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on an inventory item that no variant sells."""
    # What the answer doesn't tell counts as a variant.
    is_unused = row.get("variants") == [] and _is_settled(row, shop)
    return {"sku": cut(row.get("sku"))} if is_unused else None


def find_leftover_option(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on an option that is made for one product, and that none has."""
    is_unused = row.get("products") == [] and row.get("is_exclusive") is True
    return {} if is_unused and not row.get("metadata") and _is_settled(row, shop) else None


def find_closed_location(row: Remote, shop: Shop) -> dict[str, Any] | None:
    """Return facts on a stock location from which no sales channel sells."""
    return None if any(row.get("sales_channels") or []) else {}


# {kind: what is looked for}; see `models/doctor/kinds`.
CHECKS = {
    "location_no_channel": Check("locations", find_closed_location),
    "no_channel": Check("products", find_without_channel),
    "no_price": Check("products", find_without_price),
    "no_picture": Check("products", find_without_picture),
    "orphan_item": Check("items", find_orphan_item),
    "leftover_option": Check("options", find_leftover_option),
}


# === WHAT SEVERAL RECORDS TELL === #


def get_column_id(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the external_id of a product, unless another database gave it."""
    if row.get("external_id") and whose(row, shop.databases) != FOREIGN:
        yield str(row["external_id"]), row["id"]


def get_marked_id(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the external_id in the metadata of a product, unless another database wrote it."""
    external_id = get_external_id(row)
    if external_id and whose(row, shop.databases) != FOREIGN:
        yield external_id, row["id"]


def get_handle(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield a product's handle; Medusa lets the same pass in other letters."""
    if row.get("handle"):
        yield fold(row["handle"]), row["id"]


def get_skus(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the SKUs of a product's variants; Medusa lets the same pass in other letters."""
    for variant in row.get("variants") or []:
        if variant.get("sku"):
            yield fold(variant["sku"]), variant["id"]


def get_items(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the inventory items of those variants that are Odoo's: each counts its own."""
    if not carries_our_mark(row, shop.databases):
        return
    for variant in row.get("variants") or []:
        for item_id in get_item_ids(variant):
            yield item_id, variant["id"]


def get_item_sku(row: Remote, shop: Shop) -> Iterator[tuple[str, str]]:
    """Yield the SKU of an inventory item."""
    if row.get("sku"):
        yield fold(row["sku"]), row["id"]


# {kind: (list, what yields (value, owner) of a record)}. The last two are one kind to a person.
VALUES = {
    "duplicate_id": ("products", get_column_id),
    "duplicate_mark": ("products", get_marked_id),
    "duplicate_handle": ("products", get_handle),
    "duplicate_sku": ("products", get_skus),
    "duplicate_item": ("products", get_items),
    "duplicate_item_sku": ("items", get_item_sku),
}


def _is_settled(row: Remote, shop: Shop) -> bool:
    # A product that is being made has its options before they have it.
    return str(row.get("created_at") or "~") < shop.before
