"""Why a shopper sees a product otherwise: found in the Admin API's answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..medusa.api_keys import ApiKeys
from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaNotFoundError
from ..medusa.locations import StockLocation, StockLocationApi
from ..medusa.pricing import PriceLists
from ..medusa.regions import REGION_RULE
from .held import read_channels
from .identity import Remote
from .prices import get_market
from .proof import Gap, WantedProduct, WantedVariant, is_same_amount

CAUSE_FIELDS = ",".join(
    (
        "id,status,title,sales_channels.id",
        "variants.id,variants.manage_inventory,variants.allow_backorder",
        "variants.prices.amount,variants.prices.currency_code,variants.prices.min_quantity",
        "variants.prices.rules,variants.prices.price_rules.attribute",
        "variants.prices.price_rules.value",
        "variants.inventory_items.inventory_item_id",
        "variants.inventory_items.inventory.location_levels.location_id",
        "variants.inventory_items.inventory.location_levels.stocked_quantity",
        "variants.inventory_items.inventory.location_levels.reserved_quantity",
    )
)


@dataclass(frozen=True)
class Fault:
    """What a shopper sees otherwise, and why.

    :param key: external_id of the product
    :param cause: an entry of `models/proof/causes`
    :param variant: title of the variant that it is of, or None
    :param region: id of the region that it is in, or None
    :param store: what the store has
    :param odoo: what Odoo wants
    :param name: of a price list, location …
    """

    key: str
    cause: str
    variant: str | None = None
    region: str | None = None
    store: Any = None
    odoo: Any = None
    name: str | None = None


@dataclass
class Facts:
    """What is the same for all products, read when it is first asked for.

    :param client: of the Admin API
    :param publishable_key: of the shop
    :param own_lists: Medusa's ids of the price lists from Odoo
    """

    client: MedusaClient
    publishable_key: str
    own_lists: frozenset[str] = frozenset()
    _titles: dict[str, str] = field(default_factory=dict)

    @cached_property
    def channels(self) -> set[str] | None:
        """Ids of the sales channels that the shop's key opens, None where nobody says."""
        try:
            row = ApiKeys(self.client).find_publishable(self.publishable_key)
        except MedusaError:
            # A secret key need not be allowed to read keys.
            return None
        return set(read_channels(row)) if row else None

    @cached_property
    def locations(self) -> dict[str, StockLocation]:
        """The store's stock locations by their id."""
        return {row.id: row for row in StockLocationApi(self.client).list_all()}

    def sells(self, location_id: str) -> bool:
        """Tell whether the shop sells what is at a location."""
        location = self.locations.get(location_id)
        if location is None:
            return False
        linked = set(location.channel_ids)
        return bool(linked & self.channels if self.channels is not None else linked)

    def get_location_name(self, location_id: str) -> str:
        """Return the name of a location; its id where it is gone."""
        location = self.locations.get(location_id)
        return location.name if location else location_id

    def get_list_title(self, list_id: str) -> str:
        """Return what a price list is called in Medusa."""
        if list_id not in self._titles:
            try:
                row = PriceLists(self.client).read(list_id, "id,title")
            except MedusaNotFoundError:
                row = {}
            self._titles[list_id] = str(row.get("title") or list_id)
        return self._titles[list_id]


def name_causes(
    wanted: WantedProduct, gaps: list[Gap], row: Remote | None, facts: Facts
) -> list[Fault]:
    """Return why each of the gaps is there; one that is as it should be is left out.

    :param row: the product as the Admin API tells, with `CAUSE_FIELDS`; None: it is gone
    :raise MedusaError: of the client
    """
    if row is None:
        return [Fault(wanted.key, "gone")]
    variants = {variant["id"]: variant for variant in row.get("variants") or []}
    faults = []
    for gap in gaps:
        there = variants.get(gap.variant.id) if gap.variant else None
        faults += _FINDERS[gap.what](wanted, gap, there or {}, row, facts)
    return faults


Finder = Callable[[WantedProduct, Gap, Remote, Remote, Facts], Iterator[Fault]]


def _find_hidden(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    channels = {channel["id"] for channel in row.get("sales_channels") or [] if channel}
    if row.get("status") != "published":
        yield Fault(wanted.key, "status", store=str(row.get("status")))
    elif not channels:
        yield Fault(wanted.key, "no_channel")
    elif facts.channels is not None and not channels & facts.channels:
        yield Fault(wanted.key, "key_channel")
    else:
        yield Fault(wanted.key, "index")


def _find_shown(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    yield Fault(wanted.key, "shown")


def _find_text(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    if gap.what == "title":
        yield Fault(wanted.key, "title", store=str(row.get("title")), odoo=wanted.title)
    else:
        yield Fault(wanted.key, gap.what)


def _find_variant(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    yield Fault(wanted.key, "variant", _title(gap))


def _find_price(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    assert gap.market
    price, amount = gap.price, _wanted_amount(gap)
    values = {"variant": _title(gap), "region": gap.market.id, "odoo": amount}
    if price is None:
        cause = "currency" if amount is None else "price_gone"
        yield Fault(wanted.key, cause, name=gap.market.currency, **values)
        return
    values["store"] = price.amount
    if price.price_list_id in facts.own_lists:
        return
    if price.price_list_id:
        name = facts.get_list_title(price.price_list_id)
        yield Fault(wanted.key, "foreign_list", name=name, **values)
        return
    regional = any(
        (row.get("rules") or {}).get(REGION_RULE) == gap.market.id
        and is_same_amount(row.get("amount"), price.amount)
        for row in there.get("prices") or []
    )
    base = {get_market(row): row.get("amount") for row in there.get("prices") or []}
    is_changed = amount is not None and not is_same_amount(base.get(gap.market.currency), amount)
    if regional:
        yield Fault(wanted.key, "region_price", **values)
    else:
        yield Fault(wanted.key, "price" if is_changed else "price_else", **values)


def _find_backorder(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    is_sold = bool(gap.seen and gap.seen.backorder)
    yield Fault(wanted.key, "backorder" if is_sold else "no_backorder", _title(gap))


def _find_quantity(
    wanted: WantedProduct, gap: Gap, there: Remote, row: Remote, facts: Facts
) -> Iterator[Fault]:
    variant = gap.variant
    assert variant and gap.seen
    if variant.levels is None:
        yield Fault(wanted.key, "counted", variant.title, store=gap.seen.quantity)
        return
    if gap.seen.quantity is None:
        yield Fault(wanted.key, "not_counted", variant.title, odoo=sum(variant.levels.values()))
        return
    levels = _read_levels(there)
    if levels is None:
        yield Fault(wanted.key, "no_item", variant.title)
        return
    yield from _compare_levels(wanted, variant, levels, facts)


def _compare_levels(
    wanted: WantedProduct, variant: WantedVariant, levels: dict[str, float], facts: Facts
) -> Iterator[Fault]:
    """What open orders reserve is no fault: it is less than what is there."""
    pushed = variant.levels or {}
    for location_id, quantity in pushed.items():
        name = facts.get_location_name(location_id)
        values = {"variant": variant.title, "odoo": quantity, "name": name}
        if location_id not in facts.locations:
            yield Fault(wanted.key, "location_gone", **values)
        elif location_id not in levels:
            yield Fault(wanted.key, "level_gone", **values)
        elif levels[location_id] != quantity:
            yield Fault(wanted.key, "level", store=levels[location_id], **values)
        elif quantity > 0 and not facts.sells(location_id):
            yield Fault(wanted.key, "location_unlinked", **values)
    for location_id in sorted(set(levels) - set(pushed)):
        if levels[location_id] > 0 and facts.sells(location_id):
            name = facts.get_location_name(location_id)
            store = levels[location_id]
            yield Fault(wanted.key, "foreign_location", variant.title, store=store, name=name)


def _read_levels(there: Remote) -> dict[str, float] | None:
    """Return {location id: stocked quantity} of a variant; None: nothing counts it."""
    items = [item for item in there.get("inventory_items") or [] if item.get("inventory")]
    if not items:
        return None
    return {
        level["location_id"]: float(level.get("stocked_quantity") or 0)
        for item in items
        for level in item["inventory"].get("location_levels") or []
        if level
    }


def _title(gap: Gap) -> str | None:
    return gap.variant.title if gap.variant else None


def _wanted_amount(gap: Gap) -> float | None:
    return gap.variant.prices.get(gap.market.id) if gap.variant and gap.market else None


_FINDERS: dict[str, Finder] = {
    "hidden": _find_hidden,
    "shown": _find_shown,
    "title": _find_text,
    "options": _find_text,
    "picture": _find_text,
    "variant": _find_variant,
    "price": _find_price,
    "quantity": _find_quantity,
    "backorder": _find_backorder,
}
