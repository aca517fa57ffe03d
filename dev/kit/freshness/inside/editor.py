"""Somebody who saves something each second: each time a number that was never there before."""

import json
import time
from pathlib import Path
from random import Random

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

KINDS = ("name", "price", "stock")
BETWEEN = 1.0
FIRST = 1000  # no number of a new shop is as high


def edit(env, seconds, told):
    """Save for so long; each save is told as {"at", "kind", "product", "number"}.

    :param told: the file in which
    :return: how long a save took, in milliseconds, in the middle and at the most
    """
    database = env.cr.dbname
    env.cr.commit()
    random, end, number, took = Random("editor"), time.monotonic() + seconds, FIRST, []
    while time.monotonic() < end:
        begin = time.monotonic()
        number += 1
        with Registry(database).cursor() as cr:
            saved = _save(api.Environment(cr, SUPERUSER_ID, {}), random, number)
        took.append((time.monotonic() - begin) * 1000)
        with Path(told).open("a") as file:
            file.write(json.dumps({"at": time.time(), "number": number, **saved}) + "\n")
        time.sleep(max(BETWEEN - (time.monotonic() - begin), 0))
    took.sort()
    return {"saves": len(took), "median": took[len(took) // 2], "longest": took[-1]}


def _save(env, random, number):
    products = env["product.template"].search([("sale_ok", "=", True)], order="id")
    product, kind = random.choice(products), random.choice(KINDS)
    if kind == "name":
        product.name = f"Desk {number}"
    elif kind == "stock":
        _count(env, product.product_variant_id, number)
    else:
        rule = env["product.pricelist.item"].search([("product_tmpl_id", "=", product.id)])
        if rule:
            rule.fixed_price = number
        else:
            product.list_price = number
    return {"kind": kind, "product": str(product.id)}


def _count(env, variant, number):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    quant = env["stock.quant"].with_context(inventory_mode=True)
    vals = {
        "product_id": variant.id,
        "location_id": warehouse.lot_stock_id.id,
        "inventory_quantity": number,
    }
    quant.create(vals).action_apply_inventory()
