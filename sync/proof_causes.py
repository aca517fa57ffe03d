"""Why a shopper sees products otherwise than they were pushed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .causes import (
    Cause,
    find_hidden_cause,
    find_level_causes,
    find_price_cause,
    find_stock_cause,
)
from .held import Held, HeldVariant, Surroundings
from .proof import Gap
from .wanted import WantedProduct


@dataclass(frozen=True)
class Fault:
    """What a shopper sees otherwise, and why.

    :param key: external_id of the product
    """

    key: str
    gap: Gap
    cause: Cause


def join_alike(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Return the faults by product, kind, region and cause: many variants may share one.

    What each of them costs there may be told of the first alone.
    """
    groups: dict[tuple, list[Fault]] = {}
    for fault in faults:
        gap = fault.gap
        market = gap.market.id if gap.market else None
        # Its names tell apart what has causes of one kind that differ.
        names = repr(sorted(fault.cause.names.items(), key=lambda item: item[0]))
        key = (fault.key, gap.what, market, fault.cause.kind, names)
        groups.setdefault(key, []).append(fault)
    return list(groups.values())


@dataclass(frozen=True)
class Known:
    """What causes are found in.

    :param own_lists: {Medusa id: name} of the price lists from Odoo
    :param other_lists: the same of others
    """

    held: Mapping[str, Held]
    around: Surroundings
    own_lists: Mapping[str, str]
    other_lists: Mapping[str, str]


def name_causes(wanted: WantedProduct, gaps: list[Gap], known: Known) -> list[Fault]:
    """Return why each of the gaps is there; one that is as it should be is left out."""
    held = known.held.get(wanted.id)
    if held is None:
        return [Fault(wanted.key, Gap("hidden"), Cause("gone"))]
    return [
        Fault(wanted.key, gap, cause)
        for gap in gaps
        for cause in _FINDERS.get(gap.what, _find_content)(gap, held, known)
        if cause.is_fault
    ]


Finder = Callable[[Gap, Held, Known], Iterator[Cause]]


def _get_variant(gap: Gap, held: Held) -> HeldVariant | None:
    return held.variants.get(gap.variant.id) if gap.variant else None


def _find_hidden(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    yield find_hidden_cause(held, known.around, "published")


def _find_variant(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    yield Cause("waiting_index" if _get_variant(gap, held) else "variant_gone")


def _find_price(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    assert gap.market
    market = (gap.market.currency, gap.market.id)
    lists = (known.own_lists, known.other_lists)
    there = _get_variant(gap, held)
    if cause := find_price_cause(gap.price, gap.wanted, there, market, *lists):
        yield cause


def _find_quantity(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    assert gap.variant
    assert gap.seen
    there = _get_variant(gap, held)
    if gap.variant.levels is None:
        if cause := find_stock_cause(gap.seen, there, known.around, is_counted=False):
            yield cause
    elif gap.seen.quantity is None:
        yield Cause("not_counted", {"odoo": sum(gap.variant.levels.values())})
    else:
        yield from find_level_causes(gap.variant.levels, there, known.around)


def _find_backorder(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    yield Cause("backorder" if gap.seen and gap.seen.backorder else "no_backorder")


def _find_content(gap: Gap, held: Held, known: Known) -> Iterator[Cause]:
    """What is otherwise says by itself what somebody did."""
    yield Cause(_CONTENT[gap.what], dict(gap.values))


# {what: the cause}
_CONTENT = {
    "shown": "published_by_others",
    "title": "title",
    "options": "options",
    "picture": "no_picture",
}
_FINDERS: dict[str, Finder] = {
    "hidden": _find_hidden,
    "variant": _find_variant,
    "price": _find_price,
    "quantity": _find_quantity,
    "backorder": _find_backorder,
}
