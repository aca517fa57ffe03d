"""Stock locations. Medusa 2.21: stock-locations/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .client import MedusaClient
from .resource import Resource
from .rows import text_of


class StockLocations(Resource):
    """The places that the store's stock is at."""

    route, many, one = "/admin/stock-locations", "stock_locations", "stock_location"
    fields = "id,name,sales_channels.id"


class LocationChannels(Resource):
    """The sales channels that may sell from a location."""

    route = "/admin/stock-locations/{}/sales-channels"


@dataclass(frozen=True)
class StockLocation:
    """A place that goods are sold from, and the sales channels that may sell from it."""

    id: str
    name: str
    channel_ids: list[str] = field(default_factory=list)


class StockLocationApi:
    """Lists and makes stock locations and links them to sales channels."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._locations = StockLocations(client)

    def list_all(self) -> list[StockLocation]:
        """Return all stock locations of the store."""
        return self._locations.convert(self._locations.list_all(), _location)

    def create(self, name: str, address: dict | None = None) -> StockLocation:
        """Make a location; Medusa accepts a second one of the same name.

        :param address: with at least ``address_1`` and ``country_code``
        """
        values: dict = {"name": name}
        if address:
            values["address"] = address
        row = self._locations.create_row(values, self._locations.fields)
        return self._locations.convert([row], _location)[0]

    def add_channels(self, location_id: str, channel_ids: Sequence[str]) -> None:
        """Let sales channels sell from a location; repeating it changes nothing.

        Unknown ids are accepted silently on both sides: pass only what was just read
        (docs/medusa-api.md#a-location-sells-through-its-channels).
        """
        LocationChannels(self.client, location_id).link(add=channel_ids)


def _location(row: dict) -> StockLocation:
    # A link to a channel that does not exist reads as a null.
    channels = [channel["id"] for channel in row.get("sales_channels") or [] if channel]
    return StockLocation(row["id"], text_of(row, "name"), channels)
