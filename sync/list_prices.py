"""The prices of a price list, one by one: what tells them apart, and how they are sent."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from ..medusa.regions import REGION_RULE
from .identity import Remote

# (variant in the store, currency, from quantity or 0, region in the store or "")
PriceKey = tuple[str, str, float, str]


def get_key(variant_id: str, price: dict[str, Any]) -> PriceKey:
    """Return what tells a wanted price of a variant from its others."""
    region = (price.get("rules") or {}).get(REGION_RULE, "")
    return variant_id, price["currency_code"], price.get("min_quantity", 0), region


def prepare_item(
    key: PriceKey, price: dict[str, Any], former_limit: float | None = None
) -> dict[str, Any]:
    """Return a price as Medusa's batch takes it; null takes a former limit off.

    A region's price carries its rules, by which Medusa tells the prices of a call apart, and never
    a limit that it has already: that would be the end of the server
    (docs/medusa-api.md#list-prices-with-rules-can-hang).

    :param former_limit: of a price that is there already, 0 where it has none
    """
    variant_id, currency_code, min_quantity, region = key
    item = {
        "variant_id": variant_id,
        "currency_code": currency_code,
        "amount": price["amount"],
        "min_quantity": min_quantity or None,
        "max_quantity": price.get("max_quantity"),
    }
    if region:
        item["rules"] = {REGION_RULE: region}
        if (item["max_quantity"] or 0) == (former_limit or 0):
            del item["max_quantity"]
    return item


def drop_limit(item: dict[str, Any]) -> dict[str, Any]:
    """Return a price to create, a region's without its limit, see `prepare_item`."""
    if "rules" not in item:
        return item
    return {name: value for name, value in item.items() if name != "max_quantity"}


def prepare_limits(items: Sequence[dict[str, Any]], rows: list[Remote]) -> list[dict[str, Any]]:
    """Return the updates that end just created prices of regions where another one begins."""
    created = {
        (row["variant_id"], row["currency_code"], row["min_quantity"] or 0, row["region_id"]): row
        for row in rows
    }
    limits = []
    for item in items:
        region = (item.get("rules") or {}).get(REGION_RULE)
        key = (item["variant_id"], item["currency_code"], item["min_quantity"] or 0, region)
        if region and item.get("max_quantity") and key in created:
            limits.append({**item, "id": created[key]["id"]})
    return limits


def sort_out(
    rows: Sequence[Remote], variant_ids: Container[str], regions: Container[str] = ()
) -> tuple[list[Remote], list[str]]:
    """Return (our prices, ids of those that are there a second time).

    Prices for other regions, with other rules, or of products that aren't Odoo's, are a marketer's
    and stay.

    :param rows: the prices of a list, as just read
    :param variant_ids: of the store's variants that came from Odoo
    :param regions: for which Odoo has, or had, prices in this list
    """
    kept: dict[PriceKey, Remote] = {}
    surplus = []
    for row in rows:
        region = row["region_id"]
        is_ours = region == "" or (region and region in regions)
        if not is_ours or row["variant_id"] not in variant_ids:
            continue
        key = (row["variant_id"], row["currency_code"], row["min_quantity"] or 0, region)
        if key in kept:
            surplus.append(row["id"])
        else:
            kept[key] = row
    return list(kept.values()), surplus
