"""Inventory items, locations and reservations, as far as they stand in a product's way."""

from .errors import invalid
from .state import State


def create_item(state: State, variant: dict) -> list[dict]:
    """Make the inventory item of a variant, where its inventory is managed.

    :return: the variant's links
    """
    if not variant["manage_inventory"]:
        return []
    item = insert_item(state, {"sku": variant["sku"], "title": variant["title"]})
    return [{"inventory_item_id": item["id"], "required_quantity": 1}]


def insert_item(state: State, given: dict) -> dict:
    """POST /admin/inventory-items."""
    row = {"id": state.new_id("iitem"), "sku": None, "title": None, **given}
    return state.insert("inventory_items", row)


def drop_items(state: State, variants: list[dict]) -> None:
    """Delete the inventory items of variants, unless somebody has reserved of them."""
    ids = [link["inventory_item_id"] for variant in variants for link in variant["_item_links"]]
    reserved = {row["inventory_item_id"] for row in state.reservations.values()}
    held = [item_id for item_id in ids if item_id in reserved]
    if held:
        raise invalid(
            "Cannot remove following inventory item(s) since they have reservations: "
            f"[{', '.join(held)}]."
        )
    for item_id in ids:
        delete_item(state, item_id)


def delete_item(state: State, item_id: str) -> None:
    """Delete an inventory item with its levels; the variants lose it."""
    state.delete("inventory_items", item_id)
    for level in list(state.levels.values()):
        if level["inventory_item_id"] == item_id:
            state.delete("levels", level["id"])
    for variant in list(state.variants.values()):
        links = [row for row in variant["_item_links"] if row["inventory_item_id"] != item_id]
        state.update("variants", variant["id"], _item_links=links)


def insert_reservation(state: State, given: dict) -> dict:
    """POST /admin/reservations."""
    row = {"id": state.new_id("resitem"), "line_item_id": None, "description": None, **given}
    return state.insert("reservations", row)
