"""Handles of products and SKUs of items that a store refuses, because others have them."""

from __future__ import annotations

from .exceptions import MedusaConflictError
from .shelf import Read, Row
from .stand_in_products import ITEMS, PRODUCTS


def refuse_taken_handles(bodies: list[Row], read: Read) -> None:
    """Refuse new products a handle that another one has.

    :raise MedusaConflictError: for the first of them
    """
    handles = [body["handle"] for body in bodies if body.get("handle")]
    for start in range(0, len(handles), 100):
        part = handles[start : start + 100]
        pairs = [("fields", "id,handle"), ("limit", "200")]
        pairs += [("handle[]", handle) for handle in part]
        for row in read(PRODUCTS, pairs).get("products") or []:
            if row and row.get("handle") in part:
                raise _make_conflict("Product", "handle", row["handle"])


def refuse_taken_sku(key: str, sku: str, read: Read) -> None:
    """Refuse an item a SKU that another one has.

    :param key: id of the item
    :raise MedusaConflictError: another one has it
    """
    pairs = [("fields", "id,sku"), ("limit", "2"), ("sku[]", sku)]
    if any(row["id"] != key for row in read(ITEMS, pairs)["inventory_items"] if row):
        raise _make_conflict("Inventory item", "sku", sku)


def _make_conflict(entity: str, name: str, value: str) -> MedusaConflictError:
    error = MedusaConflictError(f"{entity} with {name}: {value}, already exists.")
    error.entity, error.field, error.value = entity, name, value
    return error
