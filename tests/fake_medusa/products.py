"""Products: created, updated, deleted; a call is carried out whole or not at all."""

import re
import unicodedata

from .errors import invalid, no_relation, not_found
from .metadata import merge_metadata
from .options import create_option, drop_others, link_known, link_named, link_option
from .state import State
from .stock import drop_items
from .terms import check_terms
from .variants import create_variant, remove_variant, replace_variants

_COLUMNS = {
    "subtitle": None,
    "description": None,
    "external_id": None,
    "is_giftcard": False,
    "discountable": True,
    "thumbnail": None,
    "collection_id": None,
    "type_id": None,
    "weight": None,
    "length": None,
    "height": None,
    "width": None,
    "hs_code": None,
    "origin_country": None,
    "mid_code": None,
    "material": None,
}


def create_products(state: State, items: list[dict]) -> list[dict]:
    """Make products, and then their variants: a taken handle is told before anything of these."""
    for given in items:
        check_options(given)
    for given in items:
        check_handle(given)
    # Ids of one call are in no order, as ULIDs of one millisecond are.
    ids = state.shuffled([state.new_id("prod") for _given in items])
    created = [_insert_product(state, *pair) for pair in zip(items, ids, strict=True)]
    state.check_taken()
    for product, given in zip(created, items, strict=True):
        known = {option["id"] for option in given["options"] if "id" in option}
        state.commit_options(key for key in product["_option_ids"] if key not in known)
    for product, given in zip(created, items, strict=True):
        for variant in given.get("variants") or []:
            create_variant(state, product, variant)
    return [state.products[product_id] for product_id in ids]


def _insert_product(state, given, product_id):
    _check_creation(state, given)
    images = given.get("images") or []
    row = {
        "id": product_id,
        "title": given["title"],
        "handle": given.get("handle") or _slug(state, given["title"]),
        "status": given.get("status") or "draft",
        **{name: given.get(name, default) for name, default in _COLUMNS.items()},
        "metadata": given.get("metadata"),
        "_images": _image_rows(state, images),
        "_tag_ids": _ids(given.get("tags")),
        "_category_ids": _ids(given.get("categories")),
        "_channel_ids": _ids(given.get("sales_channels")),
        "_profile_id": given.get("shipping_profile_id"),
        "_option_ids": [],
        "_value_ids": [],
        "_variant_ids": [],
    }
    if row["thumbnail"] is None and images:
        row["thumbnail"] = images[0]["url"]
    product = state.insert("products", row)
    ids = [option["id"] for option in given["options"] if "id" in option]
    if len(set(ids)) < len(ids):
        raise invalid(
            f'Product "{given["title"]}" has duplicate option assignments: [{", ".join(ids)}]'
        )
    for option in given["options"]:
        product = _give_option(state, product, option)
    return product


def update_product(state: State, product_id: str, given: dict, priced: set[str]) -> dict:
    """Change what is given of a product; lists are replaced, metadata is merged."""
    product = state.products[product_id]
    _check_links(state, given)
    names = (*_COLUMNS, "title", "status", "handle")
    changes = {name: given[name] for name in names if name in given}
    if "metadata" in given:
        changes["metadata"] = merge_metadata(product["metadata"], given["metadata"])
    if "images" in given:
        changes["_images"] = _image_rows(state, given["images"], product["_images"])
    if "tags" in given:
        changes["_tag_ids"] = _ids(given["tags"])
    if "categories" in given:
        changes["_category_ids"] = _ids(given["categories"])
    if "sales_channels" in given:
        changes["_channel_ids"] = _ids(given["sales_channels"])
    if "shipping_profile_id" in given:
        changes["_profile_id"] = given["shipping_profile_id"]
    product = state.update("products", product_id, **changes)
    if "option_ids" in given:
        product = link_named(state, product, given["option_ids"])
    if "variants" in given:
        replace_variants(state, product, given["variants"], priced)
    if "option_ids" in given:
        drop_others(state, product_id, free="variants" in given)
    return state.products[product_id]


def delete_products(state: State, product_ids: list[str]) -> None:
    """Delete products, their variants and inventory items; unknown ids are no error."""
    for product_id in product_ids:
        product = state.products.get(product_id)
        if product is None:
            continue
        variants = [state.variants[variant_id] for variant_id in product["_variant_ids"]]
        drop_items(state, variants)
        for variant in variants:
            remove_variant(state, variant["id"])
        state.delete("products", product_id)


def batch_products(state: State, body: dict) -> tuple[list[dict], list[dict], list[str]]:
    """POST /admin/products/batch.

    :return: the created rows, the updated ones (each product once), the deleted ids
    """
    updates = body.get("update") or []
    creates = body.get("create") or []
    for given in updates:
        check_handle(given)
    unknown = [given["id"] for given in updates if given["id"] not in state.products]
    if unknown:
        raise not_found(f"Unable to update the products with ids: {', '.join(unknown)}")
    created = create_products(state, creates)
    priced: set[str] = set()
    for given in updates:
        changes = {key: value for key, value in given.items() if key != "id"}
        update_product(state, given["id"], changes, priced)
    updated = [state.products[product_id] for product_id in {given["id"]: 0 for given in updates}]
    deleted = body.get("delete") or []
    delete_products(state, deleted)
    return created, updated, deleted


def lose_prices(state: State, body: dict) -> None:
    """Do what Medusa's compensation does when a mixed batch fails: updated variants end up
    without prices (core-flows/dist/pricing/steps/update-price-sets.js).
    """
    for given in body.get("update") or []:
        for variant in given.get("variants") or []:
            if "prices" in variant and variant.get("id") in state.variants:
                state.update("variants", variant["id"], _prices=[])


def check_options(given: dict) -> None:
    """Refuse a new product without options."""
    if not given.get("options"):
        raise invalid(f"Product options are not provided for: [{given['title']}].")


def check_handle(given: dict) -> None:
    """Refuse a handle that is no part of a URL (utils/dist/common/validate-handle.js): lower-case
    letters and numbers, single hyphens between them. None, or an empty one, passes.
    """
    handle = given.get("handle")
    if not handle:
        return
    words = handle.split("-")
    kinds = {unicodedata.category(char) for word in words for char in word}
    letters = all(kind in ("Ll", "Lo", "Lm") or kind[0] == "N" for kind in kinds)
    if not letters or not all(words):
        raise invalid(f"Invalid product handle '{handle}'. It must contain URL safe characters")


def _check_creation(state, given):
    if not given["title"]:
        raise invalid("Product title is required")
    for tag_id in _ids(given.get("tags")):
        if tag_id not in state.tags:
            raise invalid(
                f"Tag with id {tag_id} not found. Please create the tag before associating "
                "it with the product."
            )
    _check_links(state, {key: value for key, value in given.items() if key != "tags"})


def _check_links(state, given):
    check_terms(given, state, no_relation)
    for tag_id in _ids(given.get("tags")):
        if tag_id not in state.tags:
            raise no_relation("product_tag_id", tag_id)


def _give_option(state, product, given):
    if "title" in given:
        option = create_option(state, given, exclusive=True, keep_metadata=False)
        return link_option(state, product, option)
    if given["id"] not in state.options:
        raise invalid(f"Some product options were not found: [{given['id']}]")
    return link_known(state, product, state.options[given["id"]], given.get("value_ids"))


def _image_rows(state, given, present=()):
    """Return the rows of the images; one that is given by its id keeps its variants."""
    shown = {row["id"]: row["_variant_ids"] for row in present}
    rows = []
    for rank, image in enumerate(given):
        image_id = image.get("id") or state.new_id("img")
        rows.append(
            {
                "id": image_id,
                "url": image["url"],
                "rank": rank,
                "metadata": None,
                "_variant_ids": shown.get(image_id, ()),
            }
        )
    return rows


def assign_image(state: State, product_id: str, image_id: str, given: dict) -> dict:
    """POST /admin/products/:id/images/:image_id/variants/batch."""
    product = state.products[product_id]
    add, remove = given.get("add") or [], given.get("remove") or []
    images = []
    for row in product["_images"]:
        if row["id"] == image_id:
            kept = [key for key in row["_variant_ids"] if key not in remove]
            row = {**row, "_variant_ids": (*kept, *(key for key in add if key not in kept))}
        images.append(row)
    state.update("products", product_id, _images=images)
    return {"added": add, "removed": remove}


def _ids(given):
    return [link["id"] for link in given or []]


def _slug(state, title):
    kept = "".join(char for char in title.lower() if char in " _-" or _is_word(char))
    slug = re.sub(r"-+", "-", re.sub(r"[\s_]+", "-", kept)).strip("-")
    return slug or f"product-{state.random.randrange(10**6)}"


def _is_word(char):
    return unicodedata.category(char)[0] in "LN"
