"""One price changes, and is pushed alone."""

from ..odoo_client import Record
from ..shell import say
from . import nightly
from .stage import Stage

TITLE = "The third night: one price was changed"


def tell(stage: Stage) -> None:
    """Raise a price in Odoo, run the job, and look at the shop."""
    product = _choose_product(stage)
    price = product["list_price"] + 7.5
    stage.odoo.write("product.template", product["id"], {"list_price": price})
    say(f"  {product['name']}: {product['list_price']:.2f} -> {price:.2f} in Odoo")
    run = nightly.run(stage, "Odoo's scheduler runs the nightly job")
    if (run["updated"], run["created"], run["write"]) != (1, 0, 1):
        stage.trouble("It should have been one update in one write.")
    _check_shop(stage, str(product["id"]), price)


def _choose_product(stage: Stage) -> Record:
    """Return a product with one variant: the price of the product is the price of the variant."""
    domain = [["sale_ok", "=", True], ["list_price", ">", 10]]
    fields = ("name", "list_price", "product_variant_count")
    found = stage.odoo.search("product.template", domain, *fields, order="name")
    return next(product for product in found if product["product_variant_count"] == 1)


def _check_shop(stage: Stage, external_id: str, price: float) -> None:
    """Look at the product's price in the shop."""
    rows = [row for row in stage.shop.products() if row["external_id"] == external_id]
    shown = [
        variant["calculated_price"]["calculated_amount"]
        for row in rows
        for variant in row["variants"]
    ]
    say(f"  In the shop: {', '.join(f'{amount:.2f}' for amount in shown)}")
    if shown != [price]:
        stage.trouble(f"The shop should show {price:.2f}.")
