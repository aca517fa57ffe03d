"""Fields that a person left to Medusa, as long as Odoo holds what it held then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .digest import digest
from .identity import Remote
from .price_ranges import name_price
from .prices import keep_price

# {field of a product: what tells two of its records apart}
LISTS = {"sales_channels": "id", "categories": "id", "tags": "id", "images": "url"}
# {(field, external_id of the variant or None): fingerprint of Odoo's value}, see `Difference`
Kept = Mapping[tuple[str, str | None], str]


def leave_kept(
    body: dict[str, Any], kept: Kept, remote: Remote, variants: Mapping[str, Remote]
) -> dict[str, Any]:
    """Return what an update sends without what a person left to Medusa.

    :param body: see `plan.plan_update`
    :param remote: the product in the store
    :param variants: {external_id: variant in the store}
    """
    if not kept:
        return body
    left = _leave_fields(body, kept, None, remote)
    if "variants" in left:
        keys = {row["id"]: key for key, row in variants.items()}
        left["variants"] = [
            _leave_variant(row, kept, keys[row["id"]], variants[keys[row["id"]]])
            if row.get("id") in keys
            else row
            for row in left["variants"]
        ]
        if all(row.keys() == {"id"} for row in left["variants"]):
            # Only named, nothing said about any of them.
            del left["variants"]
    return left


def get_mark(field: str, value: Any) -> str:
    """Return the fingerprint of what Odoo would send; the order of most lists means nothing."""
    is_set = isinstance(value, list) and field in LISTS and field != "images"
    return digest(sorted(value) if is_set else value)


def _is_kept(kept: Kept, field: str, variant: str | None, value: Any) -> bool:
    known = kept.get((field, variant))
    return known is not None and known == get_mark(field, value)


def _leave_fields(
    row: dict[str, Any], kept: Kept, variant: str | None, present: Remote
) -> dict[str, Any]:
    left = {}
    for name, value in row.items():
        if name == "metadata":
            value = _leave_metadata(value or {}, kept, variant, present.get("metadata") or {})
            if not value and row["metadata"]:
                continue
        elif name in LISTS and variant is None:
            wanted = [each[LISTS[name]] for each in value or []]
            if _is_kept(kept, name, None, wanted):
                continue
        elif _is_kept(kept, name, variant, value):
            continue
        left[name] = value
    return left


def _leave_metadata(
    wanted: dict[str, Any], kept: Kept, variant: str | None, present: dict[str, Any]
) -> dict[str, Any]:
    """A variant's is replaced as a whole by a product's update: what stays is sent along."""
    left = {}
    for key, value in wanted.items():
        if not _is_kept(kept, f"metadata.{key}", variant, value or None):
            left[key] = value
        elif variant is not None and key in present:
            left[key] = present[key]
    return left


def _leave_variant(
    row: dict[str, Any], kept: Kept, variant: str, present: Remote
) -> dict[str, Any]:
    left = _leave_fields(row, kept, variant, present)
    if "prices" in left:
        prices = _leave_prices(left["prices"], kept, variant, present.get("prices") or [])
        if prices is None:
            del left["prices"]
        else:
            left["prices"] = prices
    return left


def _leave_prices(
    wanted: list[dict[str, Any]], kept: Kept, variant: str, present: list[dict[str, Any]]
) -> list[dict[str, Any]] | None:
    """Return the prices to send, with the store's own in place of those left to it.

    The list replaces all that are there. None: nothing else differs.
    """
    there = {name_price(price): price for price in present}
    ours = {name_price(price): price for price in wanted}
    result, differs = [], False
    for name in dict.fromkeys([*ours, *there]):
        amount = ours[name]["amount"] if name in ours else None
        if _is_kept(kept, name, variant, amount):
            if name in there:
                result.append(keep_price(there[name]))
            continue
        if name in ours:
            result.append(ours[name])
        differs = differs or amount != (there[name]["amount"] if name in there else None)
    return result if differs else None
