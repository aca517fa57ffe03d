"""Stock locations of a store: listed, made, and linked to the channels that sell from them."""

from __future__ import annotations

from collections.abc import Iterable

from ..medusa.client import MedusaClient
from ..medusa.inventory import InventoryApi, Reservation
from ..medusa.locations import StockLocation, StockLocationApi


def list_locations(client: MedusaClient) -> list[StockLocation]:
    """Return all stock locations of the store."""
    return StockLocationApi(client).list_all()


def create_location(client: MedusaClient, name: str, address: dict | None) -> StockLocation:
    """Make a stock location.

    :param address: as Medusa takes it, or None
    """
    return StockLocationApi(client).create(name, address)


def link_channels(
    client: MedusaClient, location_id: str, channel_ids: Iterable[str]
) -> list[StockLocation]:
    """Let sales channels sell from a location; return all locations as they are now.

    Medusa links to whatever id it is given (docs/medusa-api.md#unknown-references): a
    location that isn't there any more is left alone.

    :param channel_ids: of channels that are known to be in the store
    """
    api = StockLocationApi(client)
    locations = api.list_all()
    present = next((row for row in locations if row.id == location_id), None)
    missing = sorted(set(channel_ids) - set(present.channel_ids)) if present else []
    if not missing:
        return locations
    api.add_channels(location_id, missing)
    return api.list_all()


def list_reservations(client: MedusaClient, location_ids: list[str]) -> list[Reservation]:
    """Return what open orders reserve at these locations."""
    return InventoryApi(client).list_reservations(location_ids)
