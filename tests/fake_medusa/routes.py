"""The routes of the Admin API that the addon uses, or might use by mistake."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import (
    files,
    options,
    price_lists,
    price_schemas,
    products,
    schemas,
    stock,
    store_settings,
    terms,
    translations,
    variants,
)
from .errors import no_relation, not_found
from .lists import ListSpec, answer_list
from .schema import validate

BATCH_LIMIT = 2 * 1024 * 1024
BODY_LIMIT = 100 * 1024

_PRODUCTS = ListSpec(
    "products",
    "product",
    "products",
    (
        *("id", "external_id", "handle", "title", "status"),
        *("tag_id", "category_id", "type_id", "collection_id"),
    ),
    default_limit=50,
    strict=False,
)
_VARIANTS = ListSpec(
    "variants",
    "variant",
    "variants",
    ("id", "sku", "barcode", "ean", "upc"),
    default_limit=50,
    has_or=True,
)
_OPTIONS = ListSpec(
    *("product_options", "option", "options"),
    ("id", "title", "is_exclusive"),
    ranges=("created_at",),
)
_STORES = ListSpec("stores", "store", "stores", ("id", "name"), default_limit=50)
_CHANNELS = ListSpec("sales_channels", "sales_channel", "sales_channels", ("id", "name"))
_PROFILES = ListSpec("shipping_profiles", "shipping_profile", "shipping_profiles", ("id", "name"))
_TAGS = ListSpec("product_tags", "tag", "tags", ("id", "value", "external_id"))
_TYPES = ListSpec("product_types", "type", "types", ("id", "value", "external_id"))
_CATEGORIES = ListSpec(
    "product_categories", "category", "categories", ("id", "handle", "external_id")
)
_COLLECTIONS = ListSpec(
    "collections", "collection", "collections", ("id", "handle", "external_id"), default_limit=10
)
_TRANSLATIONS = ListSpec(
    "translations", "translation", "translations", ("reference", "reference_id", "locale_code")
)
_ITEMS = ListSpec("inventory_items", "inventory_item", "inventory_items", ("id", "sku"))


@dataclass
class Call:
    """One request as a route sees it."""

    fake: object
    ids: tuple[str, ...]
    query: list[tuple[str, str]]
    body: dict
    raw: bytes = b""

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


def _create_option(call):
    exclusive = bool(call.body.get("is_exclusive"))
    row = options.create_option(call.state, call.body, exclusive=exclusive, keep_metadata=True)
    return {"product_option": call.show("option", row)}


def _delete_value(call):
    options.delete_value(call.state, *call.ids)
    return {"id": call.ids[1], "object": "product_option_value", "deleted": True}


def _delete_option(call):
    options.delete_option(call.state, call.ids[0])
    return {"id": call.ids[0], "object": "product_option", "deleted": True}


def _update_value(call):
    row = options.update_value(call.state, *call.ids, call.body)
    return {"product_option_value": call.show("value", row)}


def _create_term(kind, key):
    def handle(call):
        return {key: call.show(kind, terms.create_term(call.state, kind, call.body))}

    return handle


def _update_term(kind, key):
    def handle(call):
        row = terms.update_term(call.state, kind, call.ids[0], call.body)
        return {key: call.show(kind, row)} if row else {}

    return handle


def _delete_term(kind):
    def handle(call):
        terms.delete_term(call.state, kind, call.ids[0])
        return {"id": call.ids[0], "object": kind, "deleted": True}

    return handle


def _term_routes(path, kind, spec, key, create, update):
    return [
        _route("GET", path, _list(spec)),
        _route("POST", path, _create_term(kind, key), create),
        _route("POST", f"{path}/:id", _update_term(kind, key), update),
        _route("DELETE", f"{path}/:id", _delete_term(kind)),
    ]


def _assign_image(call):
    return products.assign_image(call.state, *call.ids, call.body)


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
    _route("POST", "/admin/product-options", _create_option, schemas.CREATE_OPTION),
    _route("DELETE", "/admin/product-options/:id/values/:value_id", _delete_value),
    _route("POST", "/admin/product-options/:id", _update_option, schemas.UPDATE_OPTION),
    _route("DELETE", "/admin/product-options/:id", _delete_option),
    _route(
        "POST",
        "/admin/product-options/:id/values/:value_id",
        _update_value,
        schemas.UPDATE_OPTION_VALUE,
    ),
    _route("GET", "/admin/stores", _list(_STORES)),
    _route("GET", "/admin/sales-channels", _list(_CHANNELS)),
    _route("GET", "/admin/shipping-profiles", _list(_PROFILES)),
    *_term_routes(
        "/admin/product-tags",
        "tag",
        _TAGS,
        "product_tag",
        schemas.CREATE_VALUE,
        schemas.UPDATE_VALUE,
    ),
    *_term_routes(
        "/admin/product-types",
        "type",
        _TYPES,
        "product_type",
        schemas.CREATE_VALUE,
        schemas.UPDATE_VALUE,
    ),
    *_term_routes(
        "/admin/product-categories",
        "category",
        _CATEGORIES,
        "product_category",
        schemas.CREATE_CATEGORY,
        schemas.UPDATE_CATEGORY,
    ),
    *_term_routes(
        "/admin/collections",
        "collection",
        _COLLECTIONS,
        "collection",
        schemas.CREATE_COLLECTION,
        schemas.UPDATE_COLLECTION,
    ),
    _route(
        "POST",
        f"{_PRODUCT}/images/:image_id/variants/batch",
        _assign_image,
        schemas.IMAGE_VARIANTS,
    ),
    _route("POST", "/admin/uploads", files.upload, body_limit=files.LIMIT),
    _route("GET", "/admin/uploads/:id", files.retrieve),
    _route("DELETE", "/admin/uploads/:id", files.delete),
    _route("GET", "/admin/feature-flags", translations.flags),
    _route("GET", "/admin/translations", _list(_TRANSLATIONS)),
    _route(
        "POST",
        "/admin/translations/batch",
        translations.batch,
        schemas.TRANSLATION_BATCH,
        BATCH_LIMIT,
    ),
    _route("GET", "/admin/inventory-items", _list(_ITEMS)),
    _route("POST", "/admin/inventory-items", _create_item, schemas.CREATE_INVENTORY_ITEM),
    _route("POST", "/admin/reservations", _create_reservation, schemas.CREATE_RESERVATION),
    _route("DELETE", "/admin/reservations/:id", _delete_reservation),
]

_PRICE_LIST = "/admin/price-lists/:id"
_PREFERENCES = "/admin/price-preferences"
_GROUPS = "/admin/customer-groups"

ROUTES += [
    _route("GET", "/admin/price-lists", _list(price_lists.LISTS)),
    _route("POST", "/admin/price-lists", price_lists.create_list, price_schemas.CREATE_PRICE_LIST),
    _route("GET", _PRICE_LIST, price_lists.get_list),
    _route("POST", _PRICE_LIST, price_lists.update_list, price_schemas.UPDATE_PRICE_LIST),
    _route("DELETE", _PRICE_LIST, price_lists.delete_list),
    _route("GET", f"{_PRICE_LIST}/prices", price_lists.list_prices),
    _route(
        "POST",
        f"{_PRICE_LIST}/prices/batch",
        price_lists.batch_prices,
        price_schemas.LIST_PRICE_BATCH,
        BATCH_LIMIT,
    ),
    _route("GET", "/admin/stores/:id", store_settings.get_store),
    _route("POST", "/admin/stores/:id", store_settings.update_store, price_schemas.UPDATE_STORE),
    _route("GET", _PREFERENCES, _list(store_settings.PREFERENCES)),
    _route(
        "POST",
        f"{_PREFERENCES}/:id",
        store_settings.update_preference,
        price_schemas.UPDATE_PREFERENCE,
    ),
    _route("GET", _GROUPS, _list(store_settings.GROUPS)),
    _route("POST", _GROUPS, store_settings.create_group, price_schemas.CREATE_GROUP),
    _route("DELETE", f"{_GROUPS}/:id", store_settings.delete_group),
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
