"""What decides about what a shopper sees of a product, as the Admin API tells it."""

from __future__ import annotations

from collections.abc import Sequence

from .client import MedusaClient
from .products import ProductApi
from .resource import Resource

_LEVEL = "variants.inventory_items.inventory.location_levels"
HELD_FIELDS = ",".join(
    (
        "id",
        "status",
        "sales_channels.id",
        "sales_channels.name",
        "variants.id",
        "variants.manage_inventory",
        "variants.prices.amount",
        "variants.prices.currency_code",
        "variants.prices.min_quantity",
        "variants.prices.price_rules.attribute",
        "variants.prices.price_rules.value",
        "variants.inventory_items.inventory_item_id",
        "variants.inventory_items.required_quantity",
        f"{_LEVEL}.location_id",
        f"{_LEVEL}.stocked_quantity",
        f"{_LEVEL}.reserved_quantity",
    )
)


class ApiKeys(Resource):
    """Keys, secret and publishable ones."""

    route, many, one = "/admin/api-keys", "api_keys", "api_key"
    fields = "id,type,revoked_at,sales_channels.id,sales_channels.name"

    def find_publishable(self, token: str) -> dict | None:
        """Return a shop's key with its sales channels, None where the store has no such key.

        Medusa keeps the whole of a publishable key, and finds it by that
        (docs/medusa-api.md#a-shops-key-has-channels).
        """
        params = [("token", token), ("fields", self.fields), ("limit", "2")]
        rows = self.client.request("GET", self.path, params=params).get(self.many)
        rows = [row for row in rows or [] if row.get("type") == "publishable"]
        return rows[0] if len(rows) == 1 else None


def list_held(client: MedusaClient, product_ids: Sequence[str]) -> list[dict]:
    """Return products with what decides about what shoppers see; none that isn't there."""
    return ProductApi(client).list_by("id", product_ids, HELD_FIELDS)
