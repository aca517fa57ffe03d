"""Inventory: items, their levels, reservations. Medusa 2.21: inventory-items/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .client import MedusaClient
from .paging import LIST_PAGE
from .resource import Resource
from .variants import Variants

# Medusa 2.21 sets 1,000 levels in 0.6 s; its body may have 2 MB, which are 15,000 of them
# (docs/medusa-api.md#a-thousand-levels-a-call).
LEVELS_PER_CALL = 1000


class InventoryItems(Resource):
    """What is counted: an item, whether a variant sells it or not."""

    route, many, one = "/admin/inventory-items", "inventory_items", "inventory_item"
    fields = "id,sku,title,variants.id"


class Levels(Resource):
    """How much of an item is at a location."""

    route = "/admin/inventory-items/location-levels"


class Reservations(Resource):
    """What open orders hold back."""

    route, many, one = "/admin/reservations", "reservations", "reservation"
    fields = "id,inventory_item_id,location_id,quantity,created_at"


class VariantItems(Resource):
    """Which items the variants of a product sell."""

    route = "/admin/products/{}/variants/inventory-items/batch"


class StockedVariants(Variants):
    """Variants, read with their items and the levels of these."""

    fields = ",".join(
        (
            "id",
            "inventory_items.inventory_item_id",
            "inventory_items.inventory.location_levels.id",
            "inventory_items.inventory.location_levels.location_id",
            "inventory_items.inventory.location_levels.stocked_quantity",
        )
    )


@dataclass(frozen=True)
class Reservation:
    """What an open order of the store holds back, in units; ``created_at`` is an ISO time (UTC)."""

    item_id: str
    location_id: str
    quantity: float
    created_at: str


class InventoryApi:
    """Reads and sets what is in stock. Quantities are units of the variant, fractions allowed."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._items = InventoryItems(client)
        self._levels = Levels(client)
        self._reservations = Reservations(client)
        self._variants = StockedVariants(client)

    def set_levels(
        self, operation: Literal["create", "update"], levels: Sequence[bytes]
    ) -> list[dict]:
        """Create or update levels, all of them or none.

        Never both in one call: they are separate workflows, which fail apart. A location that
        does not exist is accepted silently (docs/medusa-api.md#unknown-locations-are-accepted).

        :param levels: ``{"inventory_item_id", "location_id", "stocked_quantity"}``, encoded
        :return: the levels as they are now
        :raise MedusaConflictError: one to create is there already
        :raise MedusaNotFoundError: one to update is not there, or the item is not
        """
        return self._levels.batch(operation, levels)

    def read_variants(self, variant_ids: Sequence[str]) -> dict[str, dict[str, dict]]:
        """Return ``{variant id: {item id: {location id: its level}}}``.

        A variant that is not in the store is not in the result.
        """
        rows = self._variants.list_by("id", variant_ids)
        return dict(self._variants.convert(rows, lambda row: (row["id"], _levels_by_item(row))))

    def find_items(self, skus: Sequence[str]) -> dict[str, dict]:
        """Return the inventory items that hold these SKUs, ``{sku: {"id", "variants"}}``.

        An item without variants is what a removed or unmanaged variant left behind
        (docs/medusa-api.md#an-unmanaged-variant-leaves-an-orphan).
        """
        return {row["sku"]: row for row in self._items.list_by("sku", skus)}

    def read_items(self, item_ids: Sequence[str]) -> dict[str, dict]:
        """Return ``{id: {"id", "sku", "title", "variants"}}``; without any, nothing is asked."""
        return {row["id"]: row for row in self._items.list_by("id", item_ids)}

    def create_item(self, values: dict) -> str:
        """Make an item that no variant sells yet; return its id.

        :param values: ``sku``, ``title`` and measures, as Medusa takes them from a variant
        :raise MedusaConflictError: another item has this SKU
        """
        return self._items.create(values)

    def update_item(self, item_id: str, values: dict) -> None:
        """Change an item's own fields: ``sku``, ``title``; None empties one.

        :raise MedusaConflictError: another item has this SKU
        :raise MedusaNotFoundError: there is none with this id
        """
        self._items.update(item_id, values)

    def link_items(self, product_id: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Let variants use existing items: (variant id, item id).

        The product in the path may be any; an unknown item is accepted silently, so pass only
        items that were just read. Repeating it changes nothing
        (docs/medusa-api.md#linking-items-checks-nothing).
        """
        links = [
            {"variant_id": variant, "inventory_item_id": item, "required_quantity": 1}
            for variant, item in pairs
        ]
        VariantItems(self.client, product_id).link(create=links)

    def list_reservations(self, location_ids: Sequence[str]) -> list[Reservation]:
        """Return what open orders reserve at these locations; without any, nothing is asked."""
        rows = self._reservations.list_by("location_id", location_ids, page_size=LIST_PAGE)
        return self._reservations.convert(rows, _reservation)


def _reservation(row: dict) -> Reservation:
    return Reservation(
        item_id=row["inventory_item_id"],
        location_id=row["location_id"],
        quantity=float(row["quantity"]),
        created_at=row["created_at"],
    )


def _levels_by_item(row: dict) -> dict[str, dict[str, dict]]:
    items: dict[str, dict[str, dict]] = {}
    for link in row.get("inventory_items") or []:
        inventory = link.get("inventory")
        # A link may point to an item that does not exist: it has no inventory.
        if inventory:
            items[link["inventory_item_id"]] = {
                level["location_id"]: level for level in inventory.get("location_levels") or []
            }
    return items
