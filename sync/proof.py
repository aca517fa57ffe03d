"""What a shopper sees otherwise than it was pushed: found in the Store API's answers alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .shopper import ShownPrice, ShownProduct, ShownVariant

# Amounts are compared to so many parts of the currency's unit.
_PRECISION = 1e-4


@dataclass(frozen=True)
class Market:
    """A region of the store, as prices are asked for."""

    id: str
    currency: str


@dataclass(frozen=True)
class WantedVariant:
    """A variant as Odoo wants it sold.

    :param key: its external_id
    :param prices: {region id: what one piece costs there, None where Odoo has no price}; those
        alone that Odoo owns
    :param levels: {location id: what was pushed}, None where Odoo doesn't count it
    :param backorder: whether it is sold without stock, None where Odoo doesn't say
    """

    key: str
    id: str
    title: str
    prices: dict[str, float | None] = field(default_factory=dict)
    levels: dict[str, float] | None = None
    backorder: bool | None = None


@dataclass(frozen=True)
class WantedProduct:
    """A product as Odoo wants it shown; None is what Medusa owns.

    :param key: its external_id
    :param options: {title: values}
    :param has_pictures: whether Odoo has one for it
    """

    key: str
    id: str
    is_published: bool | None
    title: str | None = None
    options: dict[str, set[str]] = field(default_factory=dict)
    has_pictures: bool = False
    variants: tuple[WantedVariant, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Something that a shopper sees otherwise, before its cause is known.

    :param what: hidden, shown, title, options, picture, variant, price, quantity or backorder
    """

    what: str
    variant: WantedVariant | None = None
    market: Market | None = None
    price: ShownPrice | None = None
    seen: ShownVariant | None = None


def find_gaps(
    wanted: WantedProduct, shown: ShownProduct | None, markets: list[Market]
) -> list[Gap]:
    """Compare a product with what a shopper sees of it.

    :param shown: None where it isn't shown
    :param markets: the regions in which prices were asked for
    """
    if shown is None:
        return [Gap("hidden")] if wanted.is_published else []
    if wanted.is_published is False:
        return [Gap("shown")]
    gaps = []
    if wanted.title is not None and wanted.title != shown.title:
        gaps.append(Gap("title"))
    if wanted.options and wanted.options != shown.options:
        gaps.append(Gap("options"))
    if wanted.has_pictures and not shown.thumbnail:
        gaps.append(Gap("picture"))
    for variant in wanted.variants:
        seen = shown.variants.get(variant.id)
        if seen is None:
            gaps.append(Gap("variant", variant))
        else:
            gaps += _compare_variant(variant, seen, markets)
    return gaps


def _compare_variant(
    variant: WantedVariant, seen: ShownVariant, markets: list[Market]
) -> Iterator[Gap]:
    for market in markets:
        price = seen.prices.get(market.id)
        if market.id in variant.prices and not _is_right(variant.prices[market.id], price):
            yield Gap("price", variant, market, price, seen)
    if _is_counted_otherwise(variant, seen):
        yield Gap("quantity", variant, seen=seen)
    if variant.levels is not None and variant.backorder not in (None, seen.backorder):
        yield Gap("backorder", variant, seen=seen)


def _is_right(wanted: float | None, price: ShownPrice | None) -> bool:
    """Tell whether a price is Odoo's. Where Odoo has none, one of somebody else may be."""
    if wanted is None:
        return price is not None
    return price is not None and is_same_amount(price.amount, wanted)


def is_same_amount(one: Any, other: float) -> bool:
    """Tell whether two amounts are the same price."""
    return isinstance(one, (int, float)) and abs(one - other) < _PRECISION


def _is_counted_otherwise(variant: WantedVariant, seen: ShownVariant) -> bool:
    if variant.levels is None:
        # Medusa may count what Odoo doesn't, as long as it can be bought.
        return seen.is_sold_out
    return seen.quantity is None or seen.quantity != sum(variant.levels.values())
