"""Which prices a variant of the store needs: a list of them replaces all base prices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def merge_prices(
    wanted: list[dict[str, Any]],
    present: list[dict[str, Any]],
    force: bool = False,
    former: Iterable[str] = (),
) -> list[dict[str, Any]] | None:
    """Return the prices to send, None if the store has them already.

    A list of prices replaces all base prices (docs/medusa-api.md#prices-are-replaced-as-a-whole):
    those in other currencies, or for a region, aren't Odoo's and are sent along. A price keeps its
    id, others may point to it.

    :param former: currencies of the last push; a price in one that is no longer wanted goes
    """
    currencies = {price["currency_code"] for price in wanted} | set(former)
    others = [
        price for price in present if price.get("rules") or price["currency_code"] not in currencies
    ]
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
    return prices + [_keep_price(price) for price in others]


def _price_key(price: dict[str, Any]) -> tuple[str, float, float, float]:
    return (
        price["currency_code"],
        float(price.get("min_quantity") or 0),
        float(price.get("max_quantity") or 0),
        float(price["amount"]),
    )


def _keep_price(price: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "amount", "currency_code", "min_quantity", "max_quantity", "rules")
    return {name: price[name] for name in names if price.get(name) is not None}
