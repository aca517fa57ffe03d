"""Stock levels: how much of an inventory item is at a stock location."""

from .errors import already_exists, invalid, no_relation, not_found
from .state import State


def create_level(state: State, item_id: str, given: dict) -> dict:
    """Make a level; the location is not looked up."""
    if item_id not in state.inventory_items:
        raise no_relation("inventory_item_id", item_id)
    if find_level(state, item_id, given["location_id"]):
        columns = {"inventory_item_id": item_id, "location_id": given["location_id"]}
        raise already_exists("Inventory level", **columns)
    row = {
        "id": state.new_id("ilev"),
        "inventory_item_id": item_id,
        "location_id": given["location_id"],
        "stocked_quantity": given.get("stocked_quantity", 0),
    }
    return state.insert("levels", row)


def update_level(state: State, given: dict) -> dict:
    """Set a level that is there, also below what is reserved of it."""
    level = find_level(state, given["inventory_item_id"], given["location_id"])
    if level is None:
        raise not_found(
            f"Item {given['inventory_item_id']} is not stocked at location {given['location_id']}"
        )
    quantity = given.get("stocked_quantity", level["stocked_quantity"])
    return state.update("levels", level["id"], stocked_quantity=quantity)


def find_level(state: State, item_id: str, location_id: str) -> dict | None:
    """Return the level of an item at a location."""
    for level in state.levels.values():
        if (level["inventory_item_id"], level["location_id"]) == (item_id, location_id):
            return level
    return None


def batch_levels(state: State, body: dict) -> tuple[list[dict], list[dict], list[str]]:
    """POST /admin/inventory-items/location-levels/batch."""
    _check_quantities(body)
    created = [
        create_level(state, given["inventory_item_id"], given) for given in body.get("create") or []
    ]
    updated = {}
    for given in body.get("update") or []:
        level = update_level(state, given)
        updated[level["id"]] = level
    deleted = body.get("delete") or []
    for level_id in deleted:
        if level_id in state.levels:
            _check_empty(state.levels[level_id], body.get("force"))
            state.delete("levels", level_id)
    return created, list(updated.values()), deleted


def _check_quantities(body):
    for operation in ("create", "update"):
        for index, given in enumerate(body.get(operation) or []):
            if given.get("stocked_quantity", 0) < 0:
                raise invalid(
                    f"Invalid request: Value for field '{operation}, {index}, stocked_quantity' "
                    "too small, expected at least: '0'"
                )


def _check_empty(level, force):
    if level["stocked_quantity"] and not force:
        raise invalid(
            f"Cannot remove Inventory Levels for {level['id']} because there are stocked items."
        )


def with_reserved(state: State, level: dict) -> dict:
    """Return a level with what is reserved of it."""
    reserved = sum(
        row["quantity"]
        for row in state.reservations.values()
        if (row["inventory_item_id"], row["location_id"])
        == (level["inventory_item_id"], level["location_id"])
    )
    return {**level, "reserved_quantity": reserved}
