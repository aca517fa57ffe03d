"""What prices are called, and until which quantity each of them is valid."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ..medusa.regions import REGION_RULE
from .prices import get_market

_FROM = " from "


def name_price(price: dict[str, Any]) -> str:
    """Return what tells a price from the others of its variant, see `differences`."""
    market = get_market(price) or f"{price['currency_code']} {_show(price['rules'])}"
    quantity = price.get("min_quantity")
    # All its digits: six are too few to tell 1234567 from the next one.
    return f"price {market}" + (f"{_FROM}{quantity:.15g}" if quantity else "")


def _show(rules: Any) -> str:
    return str(sorted(rules.items()) if isinstance(rules, dict) else rules)


def read_price(name: str, amount: float) -> dict[str, Any]:
    """Return the price that is called so, as Medusa takes it."""
    market, _from, quantity = name.removeprefix("price ").partition(_FROM)
    currency, _space, region = market.partition(" ")
    price: dict[str, Any] = {"currency_code": currency, "amount": amount}
    if quantity:
        number = float(quantity)
        price["min_quantity"] = int(number) if number.is_integer() else number
    return {**price, "rules": {REGION_RULE: region}} if region else price


def close_ranges(rows: Iterable[dict[str, Any]]) -> None:
    """End each price of one market where a dearer one begins.

    Of all prices that a quantity allows Medusa takes the lowest
    (pricing/dist/repositories/pricing.js), Odoo takes that of the highest break.
    """
    ordered = sorted(rows, key=lambda row: row.get("min_quantity") or 0)
    for index, row in enumerate(ordered):
        dearer = [later for later in ordered[index + 1 :] if later["amount"] > row["amount"]]
        if dearer:
            # Medusa's carts count in whole units.
            row["max_quantity"] = math.ceil(dearer[0]["min_quantity"]) - 1
        elif row.get("max_quantity"):
            row["max_quantity"] = None
