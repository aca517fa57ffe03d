"""Pictures and categories, as shoppers see them."""

import hashlib

from ..shell import Failure, say
from ..web import Api
from . import jobs
from .shop import Row
from .stage import Stage

MODEL = "product.category"


def pictures(stage: Stage) -> None:
    """Pictures: every thumbnail is loaded, as a browser does."""
    domain = [
        ["res_model", "=", "product.template"],
        ["res_field", "=", f"image_{stage.backend('picture_size')}"],
        ["res_id", "in", [row["id"] for row in stage.sold()]],
    ]
    rows = stage.search("ir.attachment", domain, "res_id", "checksum")
    products = stage.shop.products("external_id,thumbnail")
    shown = {row["external_id"]: row["thumbnail"] for row in products if row["thumbnail"]}
    stage.compare(
        "Thumbnails, byte by byte",
        ((row["res_id"], row["checksum"]) for row in rows),
        ((key, _served(stage, url)) for key, url in shown.items()),
    )


def _served(stage: Stage, url: str) -> str:
    """Return the checksum of the picture at ``url``."""
    try:
        answer = Api(stage.store.url).get(url)
    except Failure as failure:
        stage.trouble(str(failure))
        return ""
    kind = answer.headers.get("content-type", "")
    if not kind.startswith("image/"):
        stage.trouble(f"{url} is {kind}.")
    return hashlib.sha1(answer.content, usedforsecurity=False).hexdigest()


def categories(stage: Stage) -> None:
    """Odoo's product categories become the store's, and no picture is sent again."""
    files = _count_files(stage)
    stage.configure(category_source="product")
    jobs.nightly(stage)
    _compare(stage)
    if (now := _count_files(stage)) != files:
        stage.trouble(f"There were {files} files of pictures in the store, now there are {now}.")
    else:
        say(f"  Files of pictures in the store: {files} before, {now} after.")


def _count_files(stage: Stage) -> int:
    """Return how many files lie in the store; in a person's own, how many Odoo has put there."""
    if stage.store.files is None:
        mine = [["backend_id", "=", stage.backend_id], ["url", "!=", False]]
        return stage.env["medusa.picture"].search_count(mine)
    return sum(1 for file in stage.store.files.rglob("*") if file.is_file())


def our_categories(stage: Stage, locale: str = "") -> list[Row]:
    """Return the categories of the shop that came from this database of Odoo."""
    mark = {"odoo_model": MODEL, "odoo_database": stage.backend("database_uuid")}
    rows = stage.shop.categories(locale)
    return [row for row in rows if mark.items() <= (row["metadata"] or {}).items()]


def _compare(stage: Stage) -> None:
    """Compare the tree of all categories that are used, and the categories of every product."""
    rows = our_categories(stage)
    keys = {row["id"]: int(row["external_id"]) for row in rows}
    used = {row["id"]: row["categ_id"][0] for row in stage.sold("categ_id") if row["categ_id"]}
    tree = stage.search(MODEL, [["id", "parent_of", list(used.values())]], "name", "parent_id")
    stage.compare(
        "Categories, with their parents",
        ((row["id"], (row["name"], row["parent_id"] and row["parent_id"][0])) for row in tree),
        (
            (row["external_id"], (row["name"], keys.get(row["parent_category_id"], False)))
            for row in rows
        ),
    )
    products = stage.shop.products("external_id,*categories")
    stage.compare(
        "The categories of products",
        ((key, [str(category)]) for key, category in used.items()),
        (
            (product["external_id"], [row["external_id"] for row in product["categories"]])
            for product in products
            if product["categories"]
        ),
    )
