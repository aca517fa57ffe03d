"""What shoppers see: the shop's products beside Odoo's."""

from collections.abc import Iterator
from typing import Any

from ..odoo_client import Record
from ..shell import say
from .compare import compare
from .stage import Stage

TITLE = "What shoppers see, from Medusa's Store API"
SHOWN = 8


def tell(stage: Stage) -> None:
    """Compare every product of the shop with Odoo's, and show some of them."""
    expected = dict(_products_of_odoo(stage))
    seen = {row["external_id"]: _seen(row) for row in stage.shop.products()}
    for line in list(map(_line, seen.values()))[:SHOWN]:
        say(f"  {line}")
    prices = sum(len(prices) for _title, prices in seen.values())
    compare(stage, f"{len(seen)} products with {prices} prices", expected, seen)


def _products_of_odoo(stage: Stage) -> Iterator[tuple[str, Any]]:
    """Yield the id, the title and the prices of what should be in the shop."""
    products = stage.odoo.search("product.template", [["sale_ok", "=", True]], "name")
    domain = [["product_tmpl_id", "in", [product["id"] for product in products]]]
    variants: dict[int, list[Record]] = {}
    for row in stage.odoo.search("product.product", domain, "product_tmpl_id", "lst_price"):
        variants.setdefault(row["product_tmpl_id"][0], []).append(row)
    for product in products:
        # Without a variant there is nothing to buy: such a product is a draft in Medusa.
        if rows := variants.get(product["id"]):
            prices = {str(row["id"]): round(row["lst_price"], 2) for row in rows}
            yield str(product["id"]), (product["name"], prices)


def _seen(row: dict[str, Any]) -> tuple[str, dict[str, float]]:
    """Return the title of a product of the shop, and the price of each variant before a sale."""
    prices = {
        variant["metadata"]["external_id"]: variant["calculated_price"]["original_amount"]
        for variant in row["variants"]
    }
    return row["title"], prices


def _line(product: tuple[str, dict[str, float]]) -> str:
    """Return a line that shows a product to a person."""
    title, prices = product
    lowest, highest = min(prices.values()), max(prices.values())
    span = f"{lowest:.2f}" if lowest == highest else f"{lowest:.2f} to {highest:.2f}"
    variants = f"  ({len(prices)} variants)" if len(prices) > 1 else ""
    return f"{title:<40} {span:>20}{variants}"
