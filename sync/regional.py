"""In which currencies and regions a store's products have a price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..medusa.regions import get_region
from .identity import Remote

PRODUCTS = "products"
# A region as the store has it: id, name, lower-case currency.
Region = tuple[str, str, str]


def count_priced(row: Remote, regions: tuple[Region, ...]) -> Counter:
    """Return what a product adds to the tally of prices.

    :return: 1 each for itself, the currencies of its prices (``currency eur``), and the regions in
        which some variant has none (``without reg_…``); nothing where no variant has any
    """
    variants = [variant.get("prices") or [] for variant in row.get("variants") or []]
    if not any(variants):
        return Counter()
    markets = [_get_markets(prices) for prices in variants]
    currencies = {currency for have in markets for currency, _region in have}
    lacking = [
        region
        for region, _name, currency in regions
        if not all({(currency, ""), (currency, region)} & have for have in markets)
    ]
    keys = [PRODUCTS, *(f"currency {key}" for key in currencies)]
    return Counter([*keys, *(f"without {key}" for key in lacking)])


def find_price_gaps(
    regions: tuple[Region, ...], currencies: tuple[str, ...], tally: Counter
) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield (kind, key, name, facts) of regions and currencies without prices.

    A currency that a region is sold to in is told by its region.
    """
    total = tally[PRODUCTS]
    told = set()
    for key, name, currency in regions:
        if count := tally[f"without {key}"]:
            told.add(currency)
            facts = {"missing": count, "total": total, "currency": currency.upper()}
            yield "region_no_price", key, name, facts
    for currency in currencies:
        if total and currency not in told and not tally[f"currency {currency}"]:
            yield "currency_no_price", currency, currency.upper(), {"total": total}


def _get_markets(prices: list[Remote]) -> set[tuple[str, str]]:
    """Return (currency, region or "") of base prices; those with other rules are for few."""
    found = ((str(row.get("currency_code")).lower(), get_region(row)) for row in prices)
    return {(currency, region) for currency, region in found if region is not None}
