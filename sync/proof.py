"""What a shopper sees otherwise than it was pushed: found in the Store API's answers alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .prices import is_same_amount
from .shopper import ShownPrice, ShownProduct, ShownVariant
from .wanted import Market, WantedProduct, WantedVariant


@dataclass(frozen=True)
class Gap:
    """Something that a shopper sees otherwise, before its cause is known.

    :param what: hidden, shown, title, options, picture, file, variant, price, quantity or
        backorder
    :param values: what its words name
    """

    what: str
    variant: WantedVariant | None = None
    market: Market | None = None
    price: ShownPrice | None = None
    seen: ShownVariant | None = None
    values: tuple[tuple[str, str], ...] = ()

    @property
    def wanted(self) -> float | None:
        """What Odoo wants one piece to cost, None where it has no price or it is no price's."""
        if not self.variant or not self.market:
            return None
        return self.variant.prices.get(self.market.id)


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
        values = (("store", shown.title), ("odoo", wanted.title))
        gaps.append(Gap("title", values=values))
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


def _is_counted_otherwise(variant: WantedVariant, seen: ShownVariant) -> bool:
    if variant.levels is None:
        # Medusa may count what Odoo doesn't, as long as it can be bought.
        return seen.is_sold_out
    return seen.quantity is None or seen.quantity != sum(variant.levels.values())
