"""Pictures and categories, as shoppers see them."""

import hashlib

from .. import http
from ..medusa_shop import Row
from ..shell import Failure, say, step
from . import nightly
from .compare import compare
from .stage import Stage

TITLE = "Pictures and a tree of categories"
MODEL = "product.category"


def tell(stage: Stage) -> None:
    """Look at the pictures, push the categories, and count the files before and after."""
    _check_pictures(stage)
    files = _count_files(stage)
    stage.odoo.write("medusa.backend", stage.backend_id, {"category_source": "product"})
    say("  Odoo's product categories are the store's categories from now on.")
    nightly.run(stage, "Odoo's scheduler runs the nightly job")
    _check_categories(stage)
    if (now := _count_files(stage)) != files:
        stage.trouble(f"There were {files} files of pictures in the store, now there are {now}.")
    else:
        say(f"  Files of pictures in the store: {files} before, {now} after.")


def _check_pictures(stage: Stage) -> None:
    """Have every thumbnail served, and compare it with Odoo's picture by its checksum."""
    with step("A browser loads every thumbnail"):
        seen = {
            product["external_id"]: _served(stage, product["thumbnail"])
            for product in stage.shop.products("external_id,thumbnail")
            if product["thumbnail"]
        }
    what = f"Thumbnails of {len(seen)} products, byte by byte"
    compare(stage, what, _checksums(stage, seen), seen)


def _served(stage: Stage, url: str) -> str:
    """Return the checksum of the picture at ``url``."""
    try:
        kind, content = http.download(url)
    except Failure as failure:
        stage.trouble(str(failure))
        return ""
    if not kind.startswith("image/"):
        stage.trouble(f"{url} is {kind}.")
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _checksums(stage: Stage, shown: dict[str, str]) -> dict[str, str]:
    """Return the checksum of the main picture of each product in the size of the store."""
    size = stage.odoo.read("medusa.backend", stage.backend_id, "picture_size")["picture_size"]
    domain = [
        ["res_model", "=", "product.template"],
        ["res_field", "=", f"image_{size}"],
        ["res_id", "in", _sold(stage)],
    ]
    rows = stage.odoo.search("ir.attachment", domain, "res_id", "checksum")
    return {str(row["res_id"]): row["checksum"] for row in rows}


def _sold(stage: Stage) -> list[int]:
    """Return the products that the shop shows."""
    domain = [["sale_ok", "=", True], ["product_variant_ids", "!=", False]]
    return [row["id"] for row in stage.odoo.search("product.template", domain, "id")]


def _count_files(stage: Stage) -> int:
    """Return how many files lie in the store; in a person's own, how many Odoo has put there."""
    if stage.store.files is None:
        mine = [["backend_id", "=", stage.backend_id], ["url", "!=", False]]
        return stage.odoo.call("medusa.picture", "search_count", mine)
    return sum(1 for file in stage.store.files.rglob("*") if file.is_file())


def _check_categories(stage: Stage) -> None:
    """Compare the tree, and the categories of every product."""
    rows = [row for row in stage.shop.categories() if is_ours(stage, row)]
    keys = {row["id"]: row["external_id"] for row in rows}
    parents = {row["external_id"]: keys.get(row["parent_category_id"]) for row in rows}
    names = {row["external_id"]: row["name"] for row in rows}
    _show_tree(names, parents)
    products = stage.odoo.search("product.template", [["id", "in", _sold(stage)]], "categ_id")
    used = [row["categ_id"][0] for row in products if row["categ_id"]]
    seen = {key: (names[key], parents[key]) for key in names}
    compare(stage, f"{len(seen)} categories", _tree_of_odoo(stage, used), seen)
    mine = {str(row["id"]): [str(row["categ_id"][0])] for row in products if row["categ_id"]}
    shown = {
        product["external_id"]: [row["external_id"] for row in product["categories"]]
        for product in stage.shop.products("external_id,*categories")
        if product["categories"]
    }
    compare(stage, f"The categories of {len(shown)} products", mine, shown)


def is_ours(stage: Stage, row: Row) -> bool:
    """Tell whether a category came from this database of Odoo."""
    backend = stage.odoo.read("medusa.backend", stage.backend_id, "database_uuid")
    mark = row["metadata"] or {}
    return (mark.get("odoo_model"), mark.get("odoo_database")) == (MODEL, backend["database_uuid"])


def _tree_of_odoo(stage: Stage, used: list[int]) -> dict[str, tuple[str, str | None]]:
    """Return the name and the parent of each category that is used, and of those above it."""
    domain = [["id", "parent_of", used]]
    rows = stage.odoo.search(MODEL, domain, "name", "parent_id")
    return {
        str(row["id"]): (row["name"], str(row["parent_id"][0]) if row["parent_id"] else None)
        for row in rows
    }


def _show_tree(
    names: dict[str, str], parents: dict[str, str | None], parent: str | None = None, depth: int = 2
) -> None:
    """Show the categories below ``parent``, each with those below it."""
    for key in sorted(names, key=names.__getitem__):
        if parents[key] == parent:
            say(f"{'  ' * depth}{names[key]}")
            _show_tree(names, parents, key, depth + 1)
