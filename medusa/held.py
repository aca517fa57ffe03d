"""What decides about what a shopper sees of a product, as the Admin API tells it."""

from __future__ import annotations

from collections.abc import Sequence

from .client import MedusaClient
from .products import ProductApi

_LEVEL = "variants.inventory_items.inventory.location_levels"
HELD_FIELDS = ",".join(
    (
        "id",
        "status",
        "sales_channels.id",
        "sales_channels.name",
        "variants.id",
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


def list_held(client: MedusaClient, product_ids: Sequence[str]) -> list[dict]:
    """Return products with what decides about what shoppers see; none that isn't there."""
    return ProductApi(client).list_by("id", product_ids, HELD_FIELDS)
