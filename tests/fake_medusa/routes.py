"""The routes of the Admin API that the addon uses, or might use by mistake."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import options, products, schemas, stock, variants
from .errors import no_relation, not_found
from .lists import ListSpec, answer_list
from .schema import validate

BATCH_LIMIT = 2 * 1024 * 1024
BODY_LIMIT = 100 * 1024

_PRODUCTS = ListSpec(
    "products",
    "product",
    "products",
    ("id", "external_id", "handle", "title", "status"),
    default_limit=50,
    strict=False,
)
_VARIANTS = ListSpec(
    "variants",
    "variant",
    "variants",
    ("id", "sku", "barcode", "ean", "upc"),
    default_limit=50,
)
_OPTIONS = ListSpec("product_options", "option", "options", ("id", "title"))
_STORES = ListSpec("stores", "store", "stores", ("id", "name"), default_limit=50)
_CHANNELS = ListSpec("sales_channels", "sales_channel", "sales_channels", ("id", "name"))
_PROFILES = ListSpec("shipping_profiles", "shipping_profile", "shipping_profiles", ("id", "name"))
_TAGS = ListSpec("product_tags", "tag", "tags", ("id", "value"))
_ITEMS = ListSpec("inventory_items", "inventory_item", "inventory_items", ("id", "sku"))


@dataclass
class Call:
    """One request as a route sees it."""

    fake: object
    ids: tuple[str, ...]
    query: list[tuple[str, str]]
    body: dict

    @property
    def state(self):
        return self.fake.state

    def show(self, kind, row):
        return self.fake.projector.show(kind, row, dict(self.query).get("fields"))

    def show_all(self, kind, rows):
        return [self.show(kind, row) for row in self.state.shuffled(rows)]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern
    handle: Callable[[Call], dict]
    schema: object = None
    body_limit: int = BODY_LIMIT


def _route(method, path, handle, schema=None, body_limit=BODY_LIMIT):
    pattern = re.sub(r":\w+", "([^/]+)", path)
    return Route(method, re.compile(f"^{pattern}$"), handle, schema, body_limit)


def _list(spec):
    return lambda call: answer_list(call.state, call.fake.projector, spec, call.query)


def _batch_products(call):
    created, updated, deleted = products.batch_products(call.state, call.body)
    return {
        "created": call.show_all("product", created),
        "updated": call.show_all("product", updated),
        "deleted": {"ids": deleted, "object": "product", "deleted": True},
    }


def _create_product(call):
    (row,) = products.create_products(call.state, [call.body])
    return {"product": call.show("product", row)}


def _get_product(call):
    product = call.state.products.get(call.ids[0])
    if product is None:
        raise not_found("Product not found")
    return {"product": call.show("product", product)}


def _update_product(call):
    product_id = call.ids[0]
    if product_id not in call.state.products:
        raise not_found(f'Product with id "{product_id}" not found')
    products.check_handle(call.body)
    row = products.update_product(call.state, product_id, call.body, set())
    return {"product": call.show("product", row)}


def _delete_product(call):
    products.delete_products(call.state, list(call.ids))
    return {"id": call.ids[0], "object": "product", "deleted": True}


def _batch_variants(call):
    created, updated, deleted = variants.batch_variants(call.state, call.ids[0], call.body)
    return {
        "created": call.show_all("variant", created),
        "updated": call.show_all("variant", updated),
        "deleted": {"ids": deleted, "object": "variant", "deleted": True},
    }


def _delete_variant(call):
    variants.delete_variants(call.state, [call.ids[1]])
    return {"id": call.ids[1], "object": "variant", "deleted": True}


def _update_variant(call):
    product_id, variant_id = call.ids
    product = call.state.products.get(product_id)
    # An unknown variant is no error here: nothing happens.
    if product and variant_id in product["_variant_ids"]:
        given = {**call.body, "id": variant_id}
        variants.update_variant(call.state, product, given, set())
    return _get_product(call)


def _batch_options(call):
    row = options.batch_options(call.state, call.ids[0], call.body)
    return {"product": call.show("product", row)}


def _update_option(call):
    row = options.update_option(call.state, call.ids[0], call.body)
    return {"product_option": call.show("option", row)}


def _update_value(call):
    row = options.update_value(call.state, *call.ids, call.body)
    return {"product_option_value": call.show("value", row)}


def _create_tag(call):
    row = {"id": call.state.new_id("ptag"), "external_id": None, "metadata": None, **call.body}
    return {"product_tag": call.show("tag", call.state.insert("tags", row))}


def _create_item(call):
    row = stock.insert_item(call.state, call.body)
    return {"inventory_item": call.show("inventory_item", row)}


def _create_reservation(call):
    if call.body["inventory_item_id"] not in call.state.inventory_items:
        raise no_relation("inventory_item_id", call.body["inventory_item_id"])
    row = stock.insert_reservation(call.state, call.body)
    return {"reservation": call.show("reservation", row)}


def _delete_reservation(call):
    call.state.delete("reservations", call.ids[0])
    return {"id": call.ids[0], "object": "reservation", "deleted": True}


_PRODUCT = "/admin/products/:id"
_VARIANT = f"{_PRODUCT}/variants/:variant_id"

ROUTES = [
    _route("GET", "/admin/products", _list(_PRODUCTS)),
    _route("POST", "/admin/products", _create_product, schemas.CREATE_PRODUCT),
    _route("POST", "/admin/products/batch", _batch_products, schemas.PRODUCT_BATCH, BATCH_LIMIT),
    _route("GET", _PRODUCT, _get_product),
    _route("POST", _PRODUCT, _update_product, schemas.UPDATE_PRODUCT),
    _route("DELETE", _PRODUCT, _delete_product),
    _route(
        "POST", f"{_PRODUCT}/variants/batch", _batch_variants, schemas.VARIANT_BATCH, BATCH_LIMIT
    ),
    _route("POST", _VARIANT, _update_variant, schemas.UPDATE_VARIANT),
    _route("DELETE", _VARIANT, _delete_variant),
    # No limit of its own in Medusa's middlewares.js: 100 kB, although it is a batch.
    _route("POST", f"{_PRODUCT}/options/batch", _batch_options, schemas.OPTION_BATCH),
    _route("GET", "/admin/product-variants", _list(_VARIANTS)),
    _route("GET", "/admin/product-options", _list(_OPTIONS)),
    _route("POST", "/admin/product-options/:id", _update_option, schemas.UPDATE_OPTION),
    _route(
        "POST",
        "/admin/product-options/:id/values/:value_id",
        _update_value,
        schemas.UPDATE_OPTION_VALUE,
    ),
    _route("GET", "/admin/stores", _list(_STORES)),
    _route("GET", "/admin/sales-channels", _list(_CHANNELS)),
    _route("GET", "/admin/shipping-profiles", _list(_PROFILES)),
    _route("GET", "/admin/product-tags", _list(_TAGS)),
    _route("POST", "/admin/product-tags", _create_tag, schemas.CREATE_TAG),
    _route("GET", "/admin/inventory-items", _list(_ITEMS)),
    _route("POST", "/admin/inventory-items", _create_item, schemas.CREATE_INVENTORY_ITEM),
    _route("POST", "/admin/reservations", _create_reservation, schemas.CREATE_RESERVATION),
    _route("DELETE", "/admin/reservations/:id", _delete_reservation),
]

# For routes that are described in files of their own.
make_route, make_list = _route, _list


def find_route(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    """Return the route of a request and the ids in its path."""
    for route in ROUTES:
        found = route.pattern.match(path)
        if found and route.method == method:
            return route, found.groups()
    return None


def run(route: Route, call: Call) -> dict:
    """Validate the body and carry the request out."""
    if route.schema is not None:
        validate(route.schema, call.body)
    return route.handle(call)
