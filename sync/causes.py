"""Why a shopper sees a product otherwise than Odoo has it: a closed list of causes.

Nothing is asked here: what a shopper sees (`shopper`) is held against what the store holds
(`held`) and what Odoo wants. What a cause is called in words says `models/explain/cause_texts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .held import Held, HeldItem, HeldVariant, Surroundings
from .shopper import ShownPrice, ShownVariant

# Of the shop's key, of a product that isn't shown, of a price, of what can be bought, of pictures.
KEY_CAUSES = ("key_missing", "key_revoked", "key_without_channel")
HIDDEN_CAUSES = (
    "gone",
    "draft",
    "draft_by_others",
    "no_channel",
    "channel_not_of_key",
    "channel_or_index",
    "waiting_index",
)
PRICE_CAUSES = (
    "region_without_currency",
    "no_price",
    "foreign_list",
    "own_list",
    "other_price",
    "waiting_price",
)
STOCK_CAUSES = (
    "no_item",
    "no_level",
    "location_not_linked",
    "reserved",
    "sold_out",
    "waiting_stock",
)
CAUSES = (*KEY_CAUSES, *HIDDEN_CAUSES, *PRICE_CAUSES, *STOCK_CAUSES, "no_picture")
# What is as it should be, although it looks otherwise.
HARMLESS = ("own_list", "sold_out", "reserved")


@dataclass(frozen=True)
class Cause:
    """Why something is as it is.

    :param kind: one of `CAUSES`
    :param names: what its words name: `channels`, `locations`, `list`
    """

    kind: str
    names: dict[str, str] = field(default_factory=dict)

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
    if held.status != "published":
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
) -> Cause | None:
    """Return why a price is other than Odoo's; None where it isn't.

    :param shown: what the shop asks for one piece in a region, None where it has no price
    :param wanted: what Odoo sends for it, None where it has no price for this region
    :param market: (currency, region id)
    :param own_lists: {Medusa id: name} of the price lists that are Odoo's
    """
    base = held.get_price(*market) if held else None
    if shown is None:
        if wanted is None:
            return Cause("region_without_currency")
        return Cause("waiting_price" if _is_same(base, wanted) else "no_price")
    if wanted is None or _is_same(shown.amount, wanted):
        return None
    if shown.price_list_id in own_lists:
        return Cause("own_list", {"list": own_lists[shown.price_list_id]})
    if shown.price_list_id:
        return Cause("foreign_list", {"list": shown.price_list_id})
    return Cause("waiting_price" if _is_same(base, wanted) else "other_price")


def find_stock_cause(
    shown: ShownVariant, held: HeldVariant | None, around: Surroundings
) -> Cause | None:
    """Return why a variant can't be bought; None where it can."""
    if held and held.is_counted and shown.quantity is None:
        return Cause("no_item")
    if not shown.is_sold_out:
        return None
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
        if quantity >= short.required and key in around.locations and not _sells(key, around)
    ]
    if elsewhere:
        names = {"locations": ", ".join(sorted(elsewhere)), "channels": _join(around.key_channels)}
        return Cause("location_not_linked", names)
    return Cause("reserved" if _count(short.stocked, short, around) > 0 else "sold_out")


def _sells(location_id: str, around: Surroundings) -> bool:
    """Tell whether the shop sells from a location; of a key that nobody may read, any channel."""
    location = around.locations.get(location_id)
    if not location:
        return False
    if around.key == "unknown":
        return bool(location.channel_ids)
    return bool(around.key_channels.keys() & set(location.channel_ids))


def _count(quantities: Mapping[str, float], item: HeldItem, around: Surroundings) -> float:
    """Return how many pieces the shop can sell of what is at its locations."""
    total = sum(quantity for key, quantity in quantities.items() if _sells(key, around))
    return total // item.required


def _is_same(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < 0.00005


def _join(names: Mapping[str, str]) -> str:
    return ", ".join(sorted(names.values()))
