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
    front = Api(stage.store.url)
    seen = {
        product["external_id"]: _served(stage, front, product["thumbnail"])
        for product in stage.shop.products("external_id,thumbnail")
        if product["thumbnail"]
    }
    domain = [
        ["res_model", "=", "product.template"],
        ["res_field", "=", f"image_{stage.backend('picture_size')}"],
        ["res_id", "in", [row["id"] for row in stage.sold()]],
    ]
    rows = stage.search("ir.attachment", domain, "res_id", "checksum")
    expected = {str(row["res_id"]): row["checksum"] for row in rows}
    stage.compare("Thumbnails, byte by byte", expected, seen)


def _served(stage: Stage, front: Api, url: str) -> str:
    """Return the checksum of the picture at ``url``."""
    try:
        answer = front.get(url)
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
    _check_tree(stage)
    _check_products(stage)
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


def _check_tree(stage: Stage) -> None:
    """Compare the names and the parents of all categories that are used, or are above one."""
    rows = our_categories(stage)
    keys = {row["id"]: row["external_id"] for row in rows}
    seen = {row["external_id"]: (row["name"], keys.get(row["parent_category_id"])) for row in rows}
    used = [row["categ_id"][0] for row in stage.sold("categ_id") if row["categ_id"]]
    tree = stage.search(MODEL, [["id", "parent_of", used]], "name", "parent_id")
    expected = {
        str(row["id"]): (row["name"], str(row["parent_id"][0]) if row["parent_id"] else None)
        for row in tree
    }
    stage.compare("Categories, with their parents", expected, seen)


def _check_products(stage: Stage) -> None:
    """Compare the categories of every product."""
    expected = {
        str(row["id"]): [str(row["categ_id"][0])]
        for row in stage.sold("categ_id")
        if row["categ_id"]
    }
    seen = {
        product["external_id"]: [row["external_id"] for row in product["categories"]]
        for product in stage.shop.products("external_id,*categories")
        if product["categories"]
    }
    stage.compare("The categories of products", expected, seen)
