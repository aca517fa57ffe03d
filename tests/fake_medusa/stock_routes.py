"""The routes of stock locations, levels and reservations."""

from . import levels, routes, schemas, stock
from .errors import not_found
from .lists import ListSpec
from .schema import Array, Boolean, Number, Object, String

_QUANTITIES = {
    "stocked_quantity": Number(optional=True),
    "incoming_quantity": Number(optional=True),
}
_LEVEL = Object(
    {"inventory_item_id": String(), "location_id": String(), **_QUANTITIES}, strict=False
)
_LEVEL_BATCH = Object(
    {
        "create": Array(_LEVEL, optional=True),
        "update": Array(_LEVEL, optional=True),
        "delete": Array(String(), optional=True),
        "force": Boolean(optional=True),
    }
)
_ADDRESS = Object(
    {
        "address_1": String(),
        "country_code": String(),
        **{
            name: String(optional=True, nullable=True)
            for name in ("address_2", "company", "city", "phone", "postal_code", "province")
        },
    },
    strict=False,
    optional=True,
)
_LOCATION = Object({"name": String(), "address": _ADDRESS}, strict=False)
_LINK = Object(
    {"variant_id": String(), "inventory_item_id": String(), "required_quantity": Number()}
)
_UNLINK = Object({"variant_id": String(), "inventory_item_id": String()})
_LINK_BATCH = Object(
    {"create": Array(_LINK, optional=True), "delete": Array(_UNLINK, optional=True)}
)
_CHANNELS = Object(
    {"add": Array(String(), optional=True), "remove": Array(String(), optional=True)},
    strict=False,
)

_LOCATIONS = ListSpec(
    "stock_locations", "stock_location", "stock_locations", ("id", "name"), strict=False
)
_RESERVATIONS = ListSpec(
    "reservations", "reservation", "reservations", ("id", "location_id", "inventory_item_id")
)


def _batch_levels(call):
    created, updated, deleted = levels.batch_levels(call.state, call.body)
    return {"created": created, "updated": updated, "deleted": deleted}


def _create_level(call):
    levels.create_level(call.state, call.ids[0], call.body)
    row = call.state.inventory_items[call.ids[0]]
    return {"inventory_item": call.show("inventory_item", row)}


def _create_location(call):
    row = {"id": call.state.new_id("sloc"), "metadata": None, "_channel_ids": [], **call.body}
    row = call.state.insert("stock_locations", row)
    return {"stock_location": call.show("stock_location", row)}


def _delete_location(call):
    # Its levels stay, and so do their quantities.
    if call.ids[0] in call.state.stock_locations:
        call.state.delete("stock_locations", call.ids[0])
    return {"id": call.ids[0], "object": "stock_location", "deleted": True}


def _link_channels(call):
    location = call.state.stock_locations.get(call.ids[0])
    if location is None:
        # Nothing is checked, and nothing answered.
        return {}
    kept = [key for key in location["_channel_ids"] if key not in call.body.get("remove", [])]
    ids = list(dict.fromkeys([*kept, *call.body.get("add", [])]))
    row = call.state.update("stock_locations", location["id"], _channel_ids=ids)
    return {"stock_location": call.show("stock_location", row)}


def _link_items(call):
    for given in call.body.get("create") or []:
        variant = call.state.variants.get(given["variant_id"])
        if variant:
            others = [
                link
                for link in variant["_item_links"]
                if link["inventory_item_id"] != given["inventory_item_id"]
            ]
            link = {
                "inventory_item_id": given["inventory_item_id"],
                "required_quantity": given["required_quantity"],
            }
            call.state.update("variants", variant["id"], _item_links=[*others, link])
    deleted = call.body.get("delete") or []
    for given in deleted:
        variant = call.state.variants[given["variant_id"]]
        kept = [
            link
            for link in variant["_item_links"]
            if link["inventory_item_id"] != given["inventory_item_id"]
        ]
        call.state.update("variants", variant["id"], _item_links=kept)
    return {"created": call.body.get("create") or [], "updated": [], "deleted": deleted}


def _update_item(call):
    if call.ids[0] not in call.state.inventory_items:
        raise not_found(f'InventoryItem with id "{call.ids[0]}" not found')
    row = call.state.update("inventory_items", call.ids[0], **call.body)
    return {"inventory_item": call.show("inventory_item", row)}


def _delete_item(call):
    stock.delete_item(call.state, call.ids[0])
    return {"id": call.ids[0], "object": "inventory_item", "deleted": True}


_ITEM = "/admin/inventory-items/:id"
_LEVELS = "/admin/inventory-items/location-levels/batch"
_LOCATION_PATH = "/admin/stock-locations"

ROUTES = [
    routes.make_route("POST", _LEVELS, _batch_levels, _LEVEL_BATCH, routes.BATCH_LIMIT),
    routes.make_route("POST", f"{_ITEM}/location-levels", _create_level, schemas.CREATE_LEVEL),
    routes.make_route("POST", _ITEM, _update_item, schemas.CREATE_INVENTORY_ITEM),
    routes.make_route("DELETE", _ITEM, _delete_item),
    routes.make_route("GET", _LOCATION_PATH, routes.make_list(_LOCATIONS)),
    routes.make_route("POST", _LOCATION_PATH, _create_location, _LOCATION),
    routes.make_route("DELETE", f"{_LOCATION_PATH}/:id", _delete_location),
    routes.make_route("POST", f"{_LOCATION_PATH}/:id/sales-channels", _link_channels, _CHANNELS),
    routes.make_route(
        "POST", "/admin/products/:id/variants/inventory-items/batch", _link_items, _LINK_BATCH
    ),
    routes.make_route("GET", "/admin/reservations", routes.make_list(_RESERVATIONS)),
]
routes.ROUTES.extend(ROUTES)
