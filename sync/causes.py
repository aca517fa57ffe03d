"""Why a shopper sees a product otherwise than Odoo has it: a closed list of causes.

Nothing is asked here: what a shopper sees (`shopper`) is held against what the store holds
(`held`) and what Odoo wants (`wanted`). What a cause is called in words says
`models/explain/cause_texts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .held import Held, HeldItem, HeldVariant, Surroundings
from .prices import is_same_amount
from .shopper import ShownPrice, ShownVariant

# Of the shop's key, of a product that isn't shown or is otherwise, of a price, of what can be
# bought, of what was pushed of that.
KEY_CAUSES = ("key_missing", "key_revoked", "key_without_channel")
HIDDEN_CAUSES = (
    "gone",
    "draft",
    "draft_by_others",
    "not_approved",
    "no_channel",
    "channel_not_of_key",
    "channel_or_index",
    "waiting_index",
)
CONTENT_CAUSES = (
    "published_by_others",
    "title",
    "options",
    "variant_gone",
    "no_picture",
    "picture_gone",
)
PRICE_CAUSES = (
    "region_without_currency",
    "price_left",
    "no_price",
    "foreign_list",
    "own_list",
    "region_price",
    "other_price",
    "waiting_price",
)
STOCK_CAUSES = (
    "counted",
    "not_counted",
    "no_item",
    "no_level",
    "location_not_linked",
    "reserved",
    "sold_out",
    "waiting_stock",
    "backorder",
    "no_backorder",
)
LEVEL_CAUSES = ("location_gone", "level_gone", "level", "foreign_location")
CAUSES = (
    *KEY_CAUSES,
    *HIDDEN_CAUSES,
    *CONTENT_CAUSES,
    *PRICE_CAUSES,
    *STOCK_CAUSES,
    *LEVEL_CAUSES,
)
# What is as it should be, although it looks otherwise.
HARMLESS = ("own_list", "sold_out", "reserved")


@dataclass(frozen=True)
class Cause:
    """Why something is as it is.

    :param kind: one of `CAUSES`
    :param names: what its words name: `channels`, `locations`, `list`, `store` and `odoo` …
    """

    kind: str
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.kind not in HARMLESS


def find_key_cause(around: Surroundings) -> Cause | None:
    """Return why the shop's key opens nothing at all (docs/medusa-api.md#a-shops-key-has-channels).

    None where it does, or where nobody here may know.
    """
    if around.key in ("missing", "revoked"):
        return Cause(f"key_{around.key}")
    if around.key == "good" and not around.key_channels:
        return Cause("key_without_channel")
    return None


def find_hidden_cause(held: Held | None, around: Surroundings, wanted_status: str | None) -> Cause:
    """Return why no shopper sees a product.

    :param held: None of one that the store doesn't have any more
    :param wanted_status: what Odoo sends, at least to a new product; None: the status isn't Odoo's
    """
    if held is None:
        return Cause("gone")
    if held.status not in ("published", "draft"):
        return Cause("not_approved", {"status": held.status})
    if held.status == "draft":
        return Cause("draft_by_others" if wanted_status == "published" else "draft")
    if around.channel_count > 1 and not held.channels:
        return Cause("no_channel")
    if around.key == "unknown":
        return Cause("channel_or_index", {"channels": _join(held.channels)})
    if around.channel_count > 1 and not held.channels.keys() & around.key_channels.keys():
        names = {"channels": _join(held.channels), "key_channels": _join(around.key_channels)}
        return Cause("channel_not_of_key", names)
    return Cause("waiting_index")


def find_price_cause(
    shown: ShownPrice | None,
    wanted: float | None,
    held: HeldVariant | None,
    market: tuple[str, str],
    own_lists: Mapping[str, str],
    other_lists: Mapping[str, str],
) -> Cause | None:
    """Return why a price is other than Odoo's; None where it isn't.

    :param shown: what the shop asks for one piece in a region, None where it has no price
    :param wanted: what Odoo sends for it, None where it has no price for this region
    :param market: (currency, region id)
    :param own_lists: {Medusa id: name} of the price lists that are Odoo's
    :param other_lists: the same of others, see `held.read_list_names`
    """
    base = held.get_price(*market) if held else None
    is_there = is_same_amount(base, wanted)
    if shown is None:
        if wanted is None:
            return Cause("region_without_currency", {"currency": market[0].upper()})
        return Cause("waiting_price" if is_there else "no_price")
    if wanted is None or is_same_amount(shown.amount, wanted):
        return None
    if shown.price_list_id in own_lists:
        return Cause("own_list", {"list": own_lists[shown.price_list_id]})
    if shown.price_list_id:
        name = other_lists.get(shown.price_list_id, shown.price_list_id)
        return Cause("foreign_list", {"list": name})
    if held and not is_there and is_same_amount(held.prices.get((market[0], "")), wanted):
        # Odoo's is there, and one for the region comes before it.
        return Cause("region_price")
    return Cause("waiting_price" if is_there else "other_price")


def find_stock_cause(
    shown: ShownVariant, held: HeldVariant | None, around: Surroundings, is_counted: bool = True
) -> Cause | None:
    """Return why a variant is sold out; None where it can be bought.

    :param is_counted: whether Odoo counts it
    """
    if not shown.is_sold_out:
        return None
    if not is_counted:
        return Cause("counted")
    if held is None or not held.items:
        return Cause("no_item")
    short = min(held.items, key=lambda item: _count(item.free, item, around))
    if not short.stocked:
        return Cause("no_level")
    if _count(short.free, short, around) > 0:
        return Cause("waiting_stock")
    elsewhere = [
        around.locations[key].name
        for key, quantity in short.free.items()
        if quantity >= short.required and key in around.locations and not around.sells(key)
    ]
    if elsewhere:
        names = {"locations": ", ".join(sorted(elsewhere)), "channels": _join(around.key_channels)}
        return Cause("location_not_linked", names)
    return Cause("reserved" if _count(short.stocked, short, around) > 0 else "sold_out")


def find_level_causes(
    pushed: Mapping[str, float], held: HeldVariant | None, around: Surroundings
) -> Iterator[Cause]:
    """Yield why a variant's stock is other than it was pushed.

    What open orders reserve is none: it is less than what is there.

    :param pushed: {location id: how much}
    """
    if held is None or not held.items:
        yield Cause("no_item")
        return
    levels = held.get_levels()
    for key, quantity in pushed.items():
        location = around.locations.get(key)
        names = {"location": location.name if location else key, "odoo": quantity}
        if location is None:
            yield Cause("location_gone", names)
        elif key not in levels:
            yield Cause("level_gone", names)
        elif levels[key] != quantity:
            yield Cause("level", {**names, "store": levels[key]})
        elif quantity > 0 and not around.sells(key):
            shop = _join(around.key_channels)
            yield Cause("location_not_linked", {"locations": location.name, "channels": shop})
    for key in sorted(levels.keys() - pushed.keys()):
        if levels[key] > 0 and around.sells(key):
            names = {"location": around.locations[key].name, "store": levels[key]}
            yield Cause("foreign_location", names)


def _count(quantities: Mapping[str, float], item: HeldItem, around: Surroundings) -> float:
    """Return how many pieces the shop can sell of what is at its locations."""
    total = sum(quantity for key, quantity in quantities.items() if around.sells(key))
    return total // item.required


def _join(names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.values()))
