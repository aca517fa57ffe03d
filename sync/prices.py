"""Which prices a variant of the store needs: a list of them replaces all base prices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..medusa.regions import REGION_RULE

# What a price is for: its currency, or its currency and region.
Market = str
# Amounts are compared to so many parts of the currency's unit.
_PRECISION = 1e-4


def merge_prices(
    wanted: list[dict[str, Any]],
    present: list[dict[str, Any]],
    force: bool = False,
    former: Iterable[Market] = (),
) -> list[dict[str, Any]] | None:
    """Return the prices to send, None if the store has them already.

    A list of prices replaces all base prices (docs/medusa-api.md#prices-are-replaced-as-a-whole):
    those in other currencies, or for other regions, aren't Odoo's and are sent along. A price keeps
    its id, others may point to it.

    :param former: markets of the last push; a price for one that is no longer wanted goes
    """
    markets = {get_market(price) for price in wanted} | set(former)
    others = [price for price in present if get_market(price) not in markets]
    ours = [price for price in present if price not in others]
    if not force and sorted(map(_price_key, wanted)) == sorted(map(_price_key, ours)):
        return None
    by_case = {_price_key(price)[:2]: price for price in reversed(ours)}
    prices = []
    for price in wanted:
        known = by_case.get(_price_key(price)[:2], {})
        same = {"id": known["id"]} if known else {}
        if known.get("max_quantity"):
            # What isn't sent of a known price stays: an old upper limit must be taken off.
            same["max_quantity"] = None
        prices.append({**same, **price})
    return prices + [keep_price(price) for price in others]


def get_market(price: dict[str, Any]) -> Market | None:
    """Return what a base price is for: "eur", or "eur reg_1"; None if it has rules of others."""
    rules = price.get("rules") or {}
    if not rules:
        return price["currency_code"]
    is_for_region = isinstance(rules, dict) and set(rules) == {REGION_RULE}
    return f"{price['currency_code']} {rules[REGION_RULE]}" if is_for_region else None


def get_markets(payload: dict[str, Any]) -> set[Market]:
    """Return what a payload's prices are for."""
    prices = (price for row in payload["variants"] for price in row["prices"])
    return {market for market in map(get_market, prices) if market}


def _price_key(price: dict[str, Any]) -> tuple[str, float, float, float]:
    return (
        get_market(price) or "",
        float(price.get("min_quantity") or 0),
        float(price.get("max_quantity") or 0),
        float(price["amount"]),
    )


def is_same_amount(one: float | None, other: float | None) -> bool:
    """Tell whether two amounts are the same price; none is no price."""
    return one is not None and other is not None and abs(one - other) < _PRECISION


def keep_price(price: dict[str, Any]) -> dict[str, Any]:
    """Return a price of the store as it is sent to stay."""
    names = ("id", "amount", "currency_code", "min_quantity", "max_quantity", "rules")
    return {name: price[name] for name in names if price.get(name) is not None}
