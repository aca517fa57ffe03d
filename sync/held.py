"""What decides about what a shopper sees, read from the Admin API and put into values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.api_keys import ApiKeys
from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaForbiddenError
from ..medusa.held import list_held
from ..medusa.locations import StockLocation, StockLocationApi
from ..medusa.pricing import PriceLists
from ..medusa.regions import get_region
from ..medusa.stores import StoreApi
from .shopper import ShownPrice


@dataclass(frozen=True)
class Surroundings:
    """What decides alike for all products of a store.

    :param key: missing, revoked, good, or unknown: the secret key may not read it
    :param key_channels: {id: name} of the sales channels that the publishable key belongs to
    :param channel_count: of the whole store
    :param locations: {id: stock location}
    """

    key: str
    key_channels: dict[str, str]
    channel_count: int
    locations: dict[str, StockLocation]

    def sells(self, location_id: str) -> bool:
        """Tell whether the shop sells from a location; of a key that nobody may read, any shop."""
        location = self.locations.get(location_id)
        if not location:
            return False
        if self.key == "unknown":
            return bool(location.channel_ids)
        return bool(self.key_channels.keys() & set(location.channel_ids))


@dataclass
class HeldItem:
    """One thing that a variant takes from stock.

    :param required: how much of it one piece takes
    :param stocked: {location id: how much is there}
    :param free: {location id: that, without what open orders hold back}
    """

    required: float
    stocked: dict[str, float] = field(default_factory=dict)
    free: dict[str, float] = field(default_factory=dict)


@dataclass
class HeldVariant:
    """A variant as the store holds it.

    :param prices: {(currency, region id or ""): amount} of one piece
    """

    id: str
    prices: dict[tuple[str, str], float] = field(default_factory=dict)
    items: list[HeldItem] = field(default_factory=list)

    def get_price(self, currency: str, region_id: str) -> float | None:
        """Return what one piece costs in a region without any price list."""
        return self.prices.get((currency, region_id), self.prices.get((currency, "")))

    def get_levels(self) -> dict[str, float]:
        """Return {location id: how much is there}."""
        return {key: count for item in self.items for key, count in item.stocked.items()}


@dataclass
class Held:
    """A product as the store holds it.

    :param channels: {id: name} of the sales channels that it is in
    """

    id: str
    status: str
    channels: dict[str, str]
    variants: dict[str, HeldVariant] = field(default_factory=dict)


def read_surroundings(client: MedusaClient, publishable_key: str) -> Surroundings:
    """Read what decides for all products: three requests.

    :raise MedusaError: of the client
    """
    state, channels = _read_key(client, publishable_key)
    locations = {row.id: row for row in StockLocationApi(client).list_all()}
    count = len(StoreApi(client).list_sales_channels())
    return Surroundings(state, channels, count, locations)


def read_held(client: MedusaClient, product_ids: Sequence[str]) -> dict[str, Held]:
    """Return {product id: how the store holds it}; one that isn't there is not among them.

    :raise MedusaError: of the client
    """
    return {row["id"]: _read_product(row) for row in list_held(client, product_ids)}


def read_list_names(
    client: MedusaClient, prices: Iterable[ShownPrice | None], own: Mapping[str, str]
) -> dict[str, str]:
    """Return {id: name} of the price lists of others that prices come from; none, no request.

    :param own: by id those of Odoo
    :raise MedusaError: of the client
    """
    ids = {price.price_list_id for price in prices if price and price.price_list_id}
    rows = PriceLists(client).list_by("id", sorted(ids - own.keys()), "id,title")
    return {row["id"]: str(row.get("title") or row["id"]) for row in rows}


def _read_key(client: MedusaClient, token: str) -> tuple[str, dict[str, str]]:
    try:
        row = ApiKeys(client).find_publishable(token)
    except MedusaForbiddenError:
        return "unknown", {}
    if row is None:
        return "missing", {}
    return "revoked" if row.get("revoked_at") else "good", _read_channels(row)


def _read_channels(row: dict[str, Any]) -> dict[str, str]:
    # A link to a channel that does not exist reads as a null.
    channels = [channel for channel in row.get("sales_channels") or [] if channel]
    return {channel["id"]: str(channel.get("name") or channel["id"]) for channel in channels}


def _read_product(row: dict[str, Any]) -> Held:
    variants = {variant["id"]: _read_variant(variant) for variant in row.get("variants") or []}
    return Held(row["id"], str(row.get("status") or ""), _read_channels(row), variants)


def _read_variant(row: dict[str, Any]) -> HeldVariant:
    prices = {}
    for price in row.get("prices") or []:
        region = get_region(price)
        if region is not None and (price.get("min_quantity") or 1) <= 1:
            prices[price["currency_code"], region] = price["amount"]
    # The link to an item that was deleted reads as a null.
    links = [link for link in row.get("inventory_items") or [] if link.get("inventory")]
    items = [_read_item(link) for link in links]
    return HeldVariant(row["id"], prices, items)


def _read_item(link: dict[str, Any]) -> HeldItem:
    levels = [row for row in link["inventory"].get("location_levels") or [] if row]
    stocked = {row["location_id"]: row.get("stocked_quantity") or 0 for row in levels}
    reserved = {row["location_id"]: row.get("reserved_quantity") or 0 for row in levels}
    free = {key: quantity - reserved[key] for key, quantity in stocked.items()}
    return HeldItem(link.get("required_quantity") or 1, stocked, free)
