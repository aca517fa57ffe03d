"""Inventory: items, their levels, reservations. Medusa 2.21: inventory-items/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .client import MedusaClient
from .listing import LIST_PAGE, list_filtered, rows_of
from .packing import batch_body
from .urls import path_id
from .variants import VARIANTS

ITEMS = "/admin/inventory-items"
LEVELS = f"{ITEMS}/location-levels/batch"
RESERVATIONS = "/admin/reservations"

# Medusa 2.21 sets 1,000 levels in 0.6 s; its body may have 2 MB, which are 15,000 of them.
LEVELS_PER_CALL = 1000

_VARIANT_FIELDS = ",".join(
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
    """What an open order of the store holds back; ``created_at`` is an ISO time (UTC)."""

    item_id: str
    location_id: str
    quantity: float
    created_at: str


class InventoryApi:
    """Reads and sets what is in stock."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def set_levels(
        self, operation: Literal["create", "update"], levels: Sequence[bytes]
    ) -> list[dict]:
        """Create or update levels, all of them or none.

        Never both in one call: they are separate workflows, which fail apart. A location that
        does not exist is accepted silently.

        :param levels: ``{"inventory_item_id", "location_id", "stocked_quantity"}``, encoded
        :return: the levels as they are now
        :raise MedusaConflictError: one to create is there already
        :raise MedusaNotFoundError: one to update is not there, or the item is not
        """
        answer = self.client.request("POST", LEVELS, body=batch_body(operation, levels))
        return rows_of(answer, f"{operation}d", method="POST", path=LEVELS)

    def read_variants(self, variant_ids: Sequence[str]) -> dict[str, dict[str, dict]]:
        """Return ``{variant id: {item id: {location id: its level}}}``.

        A variant that is not in the store is not in the result.
        """
        rows = list_filtered(self.client, VARIANTS, "variants", "id", variant_ids, _VARIANT_FIELDS)
        return {row["id"]: _levels_by_item(row) for row in rows}

    def find_items(self, skus: Sequence[str]) -> dict[str, dict]:
        """Return the inventory items that hold these SKUs, ``{sku: {"id", "variants"}}``.

        An item without variants is what a removed or unmanaged variant left behind.
        """
        rows = list_filtered(
            self.client, ITEMS, "inventory_items", "sku", skus, "id,sku,variants.id"
        )
        return {row["sku"]: row for row in rows}

    def link_items(self, product_id: str, pairs: Sequence[tuple[str, str]]) -> None:
        """Let variants use existing items: (variant id, item id).

        The product in the path may be any; an unknown item is accepted silently, so pass only
        items that were just read. Repeating it changes nothing.
        """
        path = f"/admin/products/{path_id(product_id)}/variants/inventory-items/batch"
        links = [
            {"variant_id": variant, "inventory_item_id": item, "required_quantity": 1}
            for variant, item in pairs
        ]
        self.client.request("POST", path, json={"create": links})

    def list_reservations(self, location_ids: Sequence[str]) -> list[Reservation]:
        """Return what open orders reserve at these locations."""
        result: list[Reservation] = []
        offset = 0
        while True:
            params = [
                ("fields", "id,inventory_item_id,location_id,quantity,created_at"),
                ("order", "id"),
                ("offset", str(offset)),
                ("limit", str(LIST_PAGE)),
                *(("location_id[]", location_id) for location_id in location_ids),
            ]
            answer = self.client.request("GET", RESERVATIONS, params=params)
            rows = rows_of(answer, "reservations", method="GET", path=RESERVATIONS)
            result += [
                Reservation(
                    row["inventory_item_id"],
                    row["location_id"],
                    float(row["quantity"]),
                    row["created_at"],
                )
                for row in rows
            ]
            offset += len(rows)
            if len(rows) < LIST_PAGE:
                return result


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
