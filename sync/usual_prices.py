"""Which prices of a price list say anything that the base prices don't."""

from __future__ import annotations

from typing import Any

from .prices import Market, get_market

Prices = list[dict[str, Any]]


def drop_usual(rows: Prices, base: Prices) -> tuple[Prices, bool]:
    """Return (the prices of a list without those that are the base prices anyway, is any dearer).

    A price that is the base price would only look like a sale. One that is for all regions counts
    in each that has base prices of its own, too.

    :param rows: what a price list has for a variant, with the region's rules
    :param base: the variant's base prices
    """
    usual = _group(base)
    kept: Prices = []
    dearer = False
    for market, prices in _group(rows).items():
        currency, _space, region = market.partition(" ")
        if region:
            counting = [usual.get(market) or usual.get(currency, [])]
        else:
            counting = [usual[name] for name in usual if name.split(" ")[0] == currency]
        if counting and all(_strip(prices) == _strip(others) for others in counting):
            continue
        dearer |= any(is_dearer(prices, others) for others in counting)
        kept += prices
    return kept, dearer


def is_dearer(rows: Prices, usual: Prices) -> bool:
    """Tell whether some quantity costs more by these prices than by the usual ones."""

    def get_amount(prices: Prices, quantity: float) -> float:
        return [row for row in prices if row.get("min_quantity", 1) <= quantity][-1]["amount"]

    quantities = {row.get("min_quantity", 1) for row in rows + usual}
    return bool(usual) and any(
        get_amount(rows, quantity) > get_amount(usual, quantity) for quantity in quantities
    )


def _group(prices: Prices) -> dict[Market, Prices]:
    groups: dict[Market, Prices] = {}
    for price in prices:
        groups.setdefault(get_market(price) or "", []).append(price)
    return groups


def _strip(prices: Prices) -> Prices:
    return [{key: value for key, value in row.items() if key != "rules"} for row in prices]
