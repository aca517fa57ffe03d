"""Options and their values: records of their own, linked to products (since 2.17)."""

from .errors import already_exists, invalid, no_relation, not_found, unknown_error
from .metadata import merge_metadata
from .state import State


def create_option(state: State, given: dict, *, exclusive: bool, keep_metadata: bool) -> dict:
    """Make an option and its values.

    What is created together with a product loses its metadata and ranks, as in Medusa.
    """
    title = given["title"]
    if not exclusive:
        _check_title(state, title)
    ranks = (given.get("ranks") or {}) if keep_metadata else {}
    _check_ranks(ranks, given["values"])
    option_id = state.new_id("opt")
    values = []
    for text in given["values"]:
        values.append(_create_value(state, option_id, text, values, ranks.get(text)))
    return state.insert(
        "options",
        {
            "id": option_id,
            "title": title,
            "is_exclusive": exclusive,
            "metadata": given.get("metadata") if keep_metadata else None,
            "_value_ids": [value["id"] for value in values],
        },
    )


def _check_title(state, title, but=None):
    """Refuse a second shared option of one title: those of one product don't count."""
    shared = (row for row in state.options.values() if not row["is_exclusive"])
    if any(row["title"] == title and row["id"] != but for row in shared):
        raise already_exists("Product option", title=title)


def _check_ranks(ranks, texts):
    for text in ranks:
        if text not in texts:
            raise invalid(
                f'Value "{text}" is assigned a rank but is not defined in the list of values.'
            )


def resolve_options(state: State, product: dict, given: dict, title: str | None) -> list[str]:
    """Return the ids of the values that a variant names, by titles and values.

    product/dist/services/product-module-service.js, assignOptionsToVariants.
    """
    # While an update passes to other options, those that it drops are linked still.
    linked = product.get("_expected") or product["_option_ids"]
    if len(linked) != len(given):
        raise invalid(
            f"Product has {len(linked)} option values but there were {len(given)} "
            f"provided option values for the variant: {title or 'undefined'}."
        )
    return [_find_value(state, product, name, value) for name, value in given.items()]


def check_combinations(variants: list[tuple[dict, list[str] | dict | None]]) -> None:
    """Refuse two variants of one update with the same values.

    Medusa trips, with a 500, over a variant without options behind one with them, and over an
    empty object beside any other.

    :param variants: the request's variants, each with its value ids; ``None`` without options
    """
    for index, (variant, values) in enumerate(variants):
        if values is None:
            continue
        for other, other_values in variants[index + 1 :]:
            if not isinstance(values, list) or not isinstance(other_values, list):
                raise unknown_error()
            if set(values) <= set(other_values):
                first = variant.get("title", "undefined")
                second = other.get("title", "undefined")
                raise invalid(
                    f'Variant "{first}" has same combination of option values as "{second}".'
                )


def link_named(state: State, product: dict, option_ids: list[str]) -> dict:
    """Link the options that an update names by ``option_ids``; the others go by `drop_others`."""
    missing = [option_id for option_id in option_ids if option_id not in state.options]
    if missing:
        raise invalid(f"Some product options were not found: [{', '.join(missing)}]")
    for option_id in option_ids:
        if option_id not in product["_option_ids"]:
            product = link_known(state, product, state.options[option_id])
    return state.update("products", product["id"], _expected=option_ids)


def drop_others(state: State, product_id: str, free: bool) -> None:
    """Unlink the options that an update doesn't name.

    :param free: the update lists the variants too, which then lose what is unlinked
    """
    product = state.products[product_id]
    for option_id in product["_option_ids"]:
        if option_id not in product["_expected"]:
            product = unlink_option(state, product, option_id, free=free)
    state.update("products", product_id, _expected=None)


def link_known(
    state: State, product: dict, option: dict, value_ids: list[str] | None = None
) -> dict:
    """Link an option that is there already, with all its values or some, to a product."""
    if option["id"] in product["_option_ids"]:
        raise invalid(f"Product options are already linked to products: {option['id']}")
    others = (row for row in state.products.values() if option["id"] in row["_option_ids"])
    if option["is_exclusive"] and any(others):
        raise invalid(f"Product options are already assigned to another product: {option['id']}")
    for value_id in value_ids or ():
        if value_id not in state.values:
            raise no_relation("product_option_value_id", value_id)
    return link_option(state, product, option, value_ids)


def link_option(
    state: State, product: dict, option: dict, value_ids: list[str] | None = None
) -> dict:
    """Link an option, with all its values or some, to a product."""
    values = option["_value_ids"] if value_ids is None else value_ids
    return state.update(
        "products",
        product["id"],
        _option_ids=[*product["_option_ids"], option["id"]],
        _value_ids=[*product["_value_ids"], *values],
    )


def unlink_option(state: State, product: dict, option_id: str, *, free: bool = False) -> dict:
    """Unlink an option; an exclusive one is gone with it."""
    if option_id not in product["_option_ids"]:
        return product
    option = state.options[option_id]
    gone = set(option["_value_ids"])
    for variant_id in product["_variant_ids"]:
        used = state.variants[variant_id]["_value_ids"]
        if gone.intersection(used):
            if not free:
                raise invalid(
                    "Cannot unassign product option from product which has variants for that option"
                )
            kept = [value_id for value_id in used if value_id not in gone]
            state.update("variants", variant_id, _value_ids=kept)
    product = state.update(
        "products",
        product["id"],
        _option_ids=[other for other in product["_option_ids"] if other != option_id],
        _value_ids=[value_id for value_id in product["_value_ids"] if value_id not in gone],
    )
    if option["is_exclusive"] and not state.keeps_dropped_options:
        state.delete("options", option_id)
    return product


def batch_options(state: State, product_id: str, body: dict) -> dict:
    """POST /admin/products/:id/options/batch."""
    product = state.products.get(product_id)
    if product is None:
        raise unknown_error()
    for option_id in body.get("remove") or []:
        product = unlink_option(state, product, option_id)
    for given in body.get("add") or []:
        product = _add_option(state, product, given)
    for change in body.get("update") or []:
        product = _change_values(state, product, change)
    return product


def update_option(state: State, option_id: str, body: dict) -> dict:
    """POST /admin/product-options/:id."""
    option = state.options.get(option_id)
    if option is None:
        raise not_found(f'Product option with id "{option_id}" not found')
    changes = {key: body[key] for key in ("title", "metadata") if key in body}
    if body.get("is_exclusive") and not option["is_exclusive"]:
        raise invalid(f"Cannot change product option: {option_id} from global to exclusive.")
    if not option["is_exclusive"]:
        _check_title(state, body.get("title"), but=option_id)
    if "values" in body:
        changes["_value_ids"] = _replace_values(state, option, body["values"])
    _rank_values(state, changes.get("_value_ids", option["_value_ids"]), body.get("ranks") or {})
    return state.update("options", option_id, **changes)


def _rank_values(state, value_ids, ranks):
    by_text = {state.values[value_id]["value"]: value_id for value_id in value_ids}
    _check_ranks(ranks, by_text)
    for text, rank in ranks.items():
        state.update("values", by_text[text], rank=rank)


def delete_option(state: State, option_id: str) -> None:
    """DELETE /admin/product-options/:id; an unknown one is no error."""
    if any(option_id in product["_option_ids"] for product in state.products.values()):
        raise invalid("Cannot delete product options that are associated with products.")
    if option_id in state.options:
        state.delete("options", option_id)


def update_value(state: State, option_id: str, value_id: str, body: dict) -> dict:
    """POST /admin/product-options/:id/values/:value_id."""
    value = _get_value(state, option_id, value_id)
    text = body.get("value", value["value"])
    siblings = [state.values[other] for other in state.options[option_id]["_value_ids"]]
    if any(other["value"] == text and other["id"] != value_id for other in siblings):
        raise already_exists("Product option value", option_id=option_id, value=text)
    metadata = value["metadata"]
    if "metadata" in body:
        metadata = merge_metadata(metadata, body["metadata"])
    return state.update("values", value_id, value=text, metadata=metadata)


def delete_value(state: State, option_id: str, value_id: str) -> None:
    """DELETE /admin/product-options/:id/values/:value_id."""
    _get_value(state, option_id, value_id)
    if any(value_id in product["_value_ids"] for product in state.products.values()):
        raise invalid("Cannot delete product option values that are associated with products.")
    option = state.options[option_id]
    ids = [other for other in option["_value_ids"] if other != value_id]
    state.update("options", option_id, _value_ids=ids)
    state.delete("values", value_id)


def _get_value(state, option_id, value_id):
    value = state.values.get(value_id)
    if value is None or value["option_id"] != option_id:
        raise not_found(
            f'Product option value with id "{value_id}" was not found for option '
            f'with id "{option_id}"'
        )
    return value


def _find_value(state, product, title, text):
    linked = set(product["_value_ids"])
    options = [state.options[option_id] for option_id in product["_option_ids"]]
    # The first option of that title decides, as Array.find does.
    option = next((option for option in options if option["title"] == title), None)
    for value_id in option["_value_ids"] if option else ():
        if value_id in linked and state.values[value_id]["value"] == text:
            return value_id
    raise invalid(f"Option value {text} does not exist for option {title}")


def _create_value(state, option_id, text, siblings, rank=None):
    if any(value["value"] == text for value in siblings):
        raise already_exists("Product option value", option_id=option_id, value=text)
    row = {
        "id": state.new_id("optval"),
        "value": text,
        "rank": rank,
        "metadata": None,
        "option_id": option_id,
    }
    return state.insert("values", row)


def _add_option(state, product, given):
    if isinstance(given, dict) and "title" in given:
        exclusive = bool(given.get("is_exclusive"))
        option = create_option(state, given, exclusive=exclusive, keep_metadata=True)
        return link_option(state, product, option)
    option_id = given if isinstance(given, str) else given["id"]
    if option_id not in state.options:
        raise no_relation("product_option_id", option_id)
    values = None if isinstance(given, str) else given["value_ids"]
    return link_known(state, product, state.options[option_id], values)


def _change_values(state, product, change):
    option_id = change["product_option_id"]
    if option_id not in product["_option_ids"]:
        raise invalid(
            f"Some product options are not linked to products: [{product['id']}:{option_id}]"
        )
    gone = set(change.get("remove") or [])
    users = [
        state.variants[variant_id]["title"]
        for variant_id in product["_variant_ids"]
        if gone.intersection(state.variants[variant_id]["_value_ids"])
    ]
    if users:
        raise invalid(
            "Cannot unassign option values from product because the following "
            f"variant(s) are using it: {', '.join(users)}"
        )
    linked = dict.fromkeys(product["_value_ids"])
    linked |= {_value_to_link(state, option_id, given): None for given in change.get("add") or []}
    linked = [value_id for value_id in linked if value_id not in gone]
    return state.update("products", product["id"], _value_ids=linked)


def _value_to_link(state, option_id, given):
    if isinstance(given, str):
        if given not in state.values:
            raise no_relation("product_option_value_id", given)
        return given
    option = state.options[option_id]
    siblings = [state.values[value_id] for value_id in option["_value_ids"]]
    same = next((value for value in siblings if value["value"] == given["value"]), None)
    if same:
        return same["id"]
    value = _create_value(state, option_id, given["value"], siblings)
    state.update("options", option_id, _value_ids=[*option["_value_ids"], value["id"]])
    return value["id"]


def _replace_values(state, option, texts):
    old = {state.values[value_id]["value"]: value_id for value_id in option["_value_ids"]}
    linked = {value_id for product in state.products.values() for value_id in product["_value_ids"]}
    if any(value_id in linked for text, value_id in old.items() if text not in texts):
        raise invalid("Cannot delete product option values that are associated with products.")
    ids = []
    for text in texts:
        ids.append(old.get(text) or _create_value(state, option["id"], text, [])["id"])
    return ids
