"""Stock locations. Medusa 2.21: stock-locations/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .answers import response_error
from .client import MedusaClient
from .listing import list_all
from .urls import path_id

LOCATIONS = "/admin/stock-locations"


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

    def list_all(self) -> list[StockLocation]:
        """Return all stock locations of the store."""
        rows = list_all(self.client, LOCATIONS, "stock_locations", "id,name,sales_channels.id")
        return [_location(row) for row in rows]

    def create(self, name: str, address: dict | None = None) -> StockLocation:
        """Make a location; Medusa accepts a second one of the same name.

        :param address: with at least ``address_1`` and ``country_code``
        """
        body: dict = {"name": name}
        if address:
            body["address"] = address
        params = [("fields", "id,name,sales_channels.id")]
        answer = self.client.request("POST", LOCATIONS, params=params, json=body)
        row = answer.get("stock_location")
        if not isinstance(row, dict) or not row.get("id"):
            reason = "the answer names no stock location"
            raise response_error(reason, status=200, method="POST", path=LOCATIONS)
        return _location(row)

    def add_channels(self, location_id: str, channel_ids: Sequence[str]) -> None:
        """Let sales channels sell from a location; repeating it changes nothing.

        Unknown ids are accepted silently on both sides: pass only what was just read.
        """
        path = f"{LOCATIONS}/{path_id(location_id)}/sales-channels"
        self.client.request("POST", path, json={"add": list(channel_ids)})


def _location(row: dict) -> StockLocation:
    # A link to a channel that does not exist reads as a null.
    channels = [channel["id"] for channel in row.get("sales_channels") or [] if channel]
    return StockLocation(row["id"], row.get("name") or "", channels)
