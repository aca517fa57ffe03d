"""Warehouses of Odoo, and what is in them."""

import math

from ..odoo_client import Record
from .stage import Stage

SECOND = {"name": "Outlet", "code": "OUT"}
STORED = 3


def two(stage: Stage) -> list[Record]:
    """Return the warehouse that Odoo's demo data fill, and a new one with a little stock."""
    company = stage.odoo.read("medusa.backend", stage.backend_id, "company_id")["company_id"][0]
    fields = ("name", "lot_stock_id")
    mine = [["company_id", "=", company]]
    first = stage.odoo.search("stock.warehouse", mine, *fields, order="id", limit=1)[0]
    second = stage.odoo.create("stock.warehouse", SECOND | {"company_id": company})
    made = stage.odoo.read("stock.warehouse", second, *fields)
    filled = [["sale_ok", "=", True], ["is_storable", "=", True], ["free_qty", ">", 0]]
    simple = [*filled, ["tracking", "=", "none"]]
    products = stage.odoo.search("product.product", simple, "id", order="id", limit=STORED)
    for number, product in enumerate(products, start=1):
        _store(stage, made, product["id"], 4 * number)
    return [first, made]


def receive(stage: Stage, warehouse: Record, quantity: int) -> Record:
    """Put more of a product, that is there already, into the warehouse; return the product."""
    domain = [["location_id", "=", warehouse["lot_stock_id"][0]], ["quantity", ">", 0]]
    quant = stage.odoo.search("stock.quant", domain, "product_id", "quantity", limit=1)[0]
    product_id = quant["product_id"][0]
    _store(stage, warehouse, product_id, quant["quantity"] + quantity)
    return stage.odoo.read("product.product", product_id, "display_name")


def available(stage: Stage, warehouses: list[Record]) -> dict[str, list[int]]:
    """Return what is free to use of each storable variant, warehouse by warehouse."""
    domain = [["sale_ok", "=", True], ["is_storable", "=", True]]
    result: dict[str, list[int]] = {}
    for warehouse in warehouses:
        context = {"warehouse_id": warehouse["id"]}
        for row in stage.odoo.search("product.product", domain, "free_qty", context=context):
            result.setdefault(str(row["id"]), []).append(max(0, math.floor(row["free_qty"])))
    return result


def _store(stage: Stage, warehouse: Record, product_id: int, quantity: float) -> None:
    """Count ``quantity`` pieces in the warehouse, as in an inventory."""
    counted = {
        "product_id": product_id,
        "location_id": warehouse["lot_stock_id"][0],
        "inventory_quantity": quantity,
    }
    context = {"inventory_mode": True}
    quant = stage.odoo.call("stock.quant", "create", [counted], context=context)[0]
    stage.odoo.call("stock.quant", "action_apply_inventory", [quant], context=context)
