"""Pricelists of Odoo, and the prices that Odoo itself computes by them."""

from dataclasses import dataclass

from ..odoo_client import OdooClient, Record
from .stage import Stage

# Odoo computes prices on the server alone, where nobody but an administrator can ask for them.
ASK = """
pricelist = env["product.pricelist"].browse(env.context["medusa_pricelist"])
products = env["product.product"].browse(env.context["medusa_products"])
prices = pricelist._get_products_price(products, env.context["medusa_quantity"])
action = {str(key): pricelist.currency_id.round(price) for key, price in prices.items()}
"""


@dataclass(frozen=True)
class Pricelist:
    """A pricelist of Odoo."""

    id: int
    name: str
    currency: str


def make(stage: Stage, name: str, currency: str, *rules: Record) -> Pricelist:
    """Return a new pricelist.

    :param currency: code of its currency, which is switched on in Odoo
    """
    odoo = stage.odoo
    currency_id = odoo.ref(f"base.{currency}")
    odoo.write("res.currency", currency_id, {"active": True})
    items = [[0, 0, rule] for rule in rules]
    values = {"name": name, "currency_id": currency_id, "item_ids": items}
    return Pricelist(odoo.create("product.pricelist", values), name, currency)


def discount(template_id: int, percent: int, min_quantity: int = 0) -> Record:
    """Return a rule that makes one product cheaper."""
    return {
        "applied_on": "1_product",
        "product_tmpl_id": template_id,
        "compute_price": "percentage",
        "percent_price": percent,
        "min_quantity": min_quantity,
    }


def prices(odoo: OdooClient, pricelist: Pricelist, quantity: int = 1) -> dict[str, float]:
    """Return what Odoo asks for each variant that is sold, by the variant's id."""
    variants = odoo.search("product.product", [["sale_ok", "=", True]], "id")
    model = odoo.search("ir.model", [["model", "=", "product.pricelist"]], "id")[0]["id"]
    values = {"name": "Ask for prices", "model_id": model, "state": "code", "code": ASK}
    action = odoo.create("ir.actions.server", values)
    context = {
        "medusa_pricelist": pricelist.id,
        "medusa_products": [row["id"] for row in variants],
        "medusa_quantity": quantity,
    }
    answer = odoo.call("ir.actions.server", "run", [action], context=context)
    odoo.call("ir.actions.server", "unlink", [action])
    return {key: round(price, 2) for key, price in answer.items()}
