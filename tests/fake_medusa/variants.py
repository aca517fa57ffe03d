"""Variants: through their product, and by endpoints of their own."""

from .errors import already_exists, invalid, unknown_error
from .metadata import merge_metadata
from .options import check_combinations, resolve_options
from .prices import create_prices, replace_prices
from .state import State
from .stock import create_item, drop_items

_COLUMNS = {
    "sku": None,
    "barcode": None,
    "ean": None,
    "upc": None,
    "hs_code": None,
    "origin_country": None,
    "mid_code": None,
    "material": None,
    "weight": None,
    "length": None,
    "height": None,
    "width": None,
    "thumbnail": None,
    "allow_backorder": False,
    "manage_inventory": True,
    "variant_rank": 0,
}


def create_variant(
    state: State, product: dict, given: dict, *, variant_id: str | None = None, stock: bool = True
) -> dict:
    """Make a variant.

    :param bool stock: make its inventory item; a variant that is new in a product update gets
        none, whatever ``manage_inventory`` says
    """
    title, options = given.get("title"), given.get("options")
    values = resolve_options(state, product, options, title) if options else []
    if title is None or (stock and options == {}):
        raise unknown_error()
    if variant_id in state.variants:
        raise already_exists("Product variant", id=variant_id)
    row = {
        "id": variant_id or state.new_id("variant"),
        "title": title,
        **{name: given.get(name, default) for name, default in _COLUMNS.items()},
        "metadata": given.get("metadata"),
        "product_id": product["id"],
        "_value_ids": values,
        "_prices": create_prices(state, given.get("prices") or []),
        "_item_links": [],
    }
    variant = state.insert("variants", row)
    if stock:
        links = given.get("inventory_items") or create_item(state, variant)
        variant = state.update("variants", variant["id"], _item_links=links)
    product = state.products[product["id"]]
    ids = [*product["_variant_ids"], variant["id"]]
    state.update("products", product["id"], _variant_ids=ids)
    return variant


def update_variant(
    state: State, product: dict, given: dict, priced: set[str], *, listed: bool = False
) -> dict:
    """Change what is given of a variant.

    :param bool listed: in a product update, where metadata is replaced and not merged
    :param priced: ids of variants whose prices this call has replaced already: a second time
        adds to them, as two updates of one product in a batch do
    """
    variant_id = given["id"]
    variant = state.variants[variant_id]
    changes = {name: given[name] for name in (*_COLUMNS, "title") if name in given}
    if given.get("options"):
        title = given.get("title")
        changes["_value_ids"] = resolve_options(state, product, given["options"], title)
    elif "options" in given:
        changes["_value_ids"] = []
    if "metadata" in given and listed:
        changes["metadata"] = given["metadata"]
    elif "metadata" in given:
        changes["metadata"] = merge_metadata(variant["metadata"], given["metadata"])
    if "prices" in given:
        rows = replace_prices(state, variant["_prices"], given["prices"])
        changes["_prices"] = [*variant["_prices"], *rows] if variant_id in priced else rows
        priced.add(variant_id)
    variant = state.update("variants", variant_id, **changes)
    if not listed:
        # By a route of its own it counts as written, whatever was.
        variant = state.touch("variants", variant_id)
    is_switched_on = variant["manage_inventory"] and "manage_inventory" in given
    if is_switched_on and state.makes_items_late and not variant["_item_links"]:
        variant = state.update("variants", variant_id, _item_links=create_item(state, variant))
    elif not variant["manage_inventory"]:
        # The item stays behind and keeps its SKU.
        variant = state.update("variants", variant_id, _item_links=[])
    return variant


def replace_variants(state: State, product: dict, given: list[dict], priced: set[str]) -> None:
    """Make a product's variants what an update lists: the others are deleted, without their
    inventory items; one with an unknown id is created under that id.
    """
    named = [_named_values(state, product, variant) for variant in given]
    check_combinations(named)
    kept = {variant.get("id") for variant in given}
    for variant_id in product["_variant_ids"]:
        if variant_id not in kept:
            remove_variant(state, variant_id)
    for variant in given:
        variant_id = variant.get("id")
        if variant_id in state.products[product["id"]]["_variant_ids"]:
            update_variant(state, product, variant, priced, listed=True)
        else:
            create_variant(state, product, variant, variant_id=variant_id, stock=False)


def remove_variant(state: State, variant_id: str) -> None:
    """Take a variant out, leaving its inventory items alone."""
    product_id = state.variants[variant_id]["product_id"]
    state.delete("variants", variant_id)
    ids = [other for other in state.products[product_id]["_variant_ids"] if other != variant_id]
    state.update("products", product_id, _variant_ids=ids)


def delete_variants(state: State, variant_ids: list[str]) -> None:
    """Delete variants with their inventory items; unknown ids are no error."""
    known = [variant_id for variant_id in variant_ids if variant_id in state.variants]
    drop_items(state, [state.variants[variant_id] for variant_id in known])
    for variant_id in known:
        remove_variant(state, variant_id)


def batch_variants(state: State, product_id: str, body: dict) -> tuple[list, list, list]:
    """POST /admin/products/:id/variants/batch.

    It deletes any variant it is given, whichever product it belongs to.
    """
    updates = body.get("update") or []
    unknown = [given["id"] for given in updates if given["id"] not in state.variants]
    if unknown:
        raise invalid(f"Cannot update non-existing variants with ids: {', '.join(unknown)}")
    created, updated = [], []
    for given in body.get("create") or []:
        product = _product_of_route(state, product_id)
        _check_not_taken(state, product, given)
        created.append(create_variant(state, product, given))
    for given in updates:
        product = _product_of_route(state, product_id)
        _check_not_taken(state, product, given)
        updated.append(update_variant(state, product, given, set()))
    deleted = body.get("delete") or []
    delete_variants(state, deleted)
    return created, updated, deleted


def _named_values(state, product, given):
    options = given.get("options")
    if options is None:
        return given, None
    if not options:
        return given, {}
    return given, resolve_options(state, product, options, given.get("title"))


def _product_of_route(state, product_id):
    product = state.products.get(product_id)
    if product is None:
        raise invalid(f"Product with id: {product_id} was not found")
    return product


def _check_not_taken(state, product, given):
    if not given.get("options"):
        return
    values = set(resolve_options(state, product, given["options"], given.get("title")))
    for variant_id in product["_variant_ids"]:
        other = state.variants[variant_id]
        if variant_id != given.get("id") and values <= set(other["_value_ids"]):
            raise invalid(f"Variant ({other['title']}) with provided options already exists.")
