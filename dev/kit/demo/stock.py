"""Two warehouses of Odoo are two stock locations of the store."""

import math

from ..shell import Failure, say
from . import jobs
from .shop import Row
from .stage import SOLD, Record, Stage

SECOND = {"name": "Outlet", "code": "OUT"}
STORED = 3  # products that the second warehouse has
ARRIVING = 5
SHOWN = 2
STORABLE = [*SOLD, ["is_storable", "=", True]]
LEVELS = (
    "+external_id,+variants.inventory_quantity,*variants.inventory_items.inventory.location_levels"
)


def stock(stage: Stage) -> None:
    """Stock: two warehouses are two stock locations."""
    _sell_what_is_there(stage)
    warehouses = _warehouses(stage)
    locations = [_location(stage, warehouse) for warehouse in warehouses]
    switched = "“Push Stock” is switched on: Odoo pushes what the store has to count"
    jobs.after(stage, switched, lambda: stage.configure(push_stock=True))
    jobs.stock(stage)
    _check(stage, warehouses, locations)
    moved = _receive(stage, warehouses[1])
    if (writes := jobs.stock(stage)) != 1:
        stage.trouble(f"It should have been one write, not {writes}.")
    _buy(stage, moved, _check(stage, warehouses, locations))


def _sell_what_is_there(stage: Stage) -> None:
    """Let Odoo sell no more of any product than there is: by itself, its own shop does."""
    templates = stage.env["product.template"]
    stored = templates.search([["is_storable", "=", True]])
    templates.write(stored, {"allow_out_of_stock_order": False})


def _warehouses(stage: Stage) -> list[Record]:
    """Return the warehouse that Odoo's demo data fill, and a new one with a little stock."""
    company = stage.backend("company_id")[0]
    domain = [["company_id", "=", company]]
    [first] = stage.env["stock.warehouse"].search(domain, order="id", limit=1)
    second = stage.env["stock.warehouse"].create(SECOND | {"company_id": company})
    both = stage.env["stock.warehouse"].read([first, second], ["name", "lot_stock_id"])
    simple = [*STORABLE, ["free_qty", ">", 0], ["tracking", "=", "none"]]
    products = stage.env["product.product"].search(simple, order="id", limit=STORED)
    for number, product in enumerate(products, start=1):
        _store(stage, both[1], product, 4 * number)
    return both


def _location(stage: Stage, warehouse: Record) -> str:
    """Let the warehouse be a stock location of the store, and return the location's id there.

    Odoo makes it, unless the store has it from an earlier demo.
    """
    name, lines = warehouse["name"], stage.env["medusa.stock.line"]
    domain = [["backend_id", "=", stage.backend_id], ["name", "=", name]]
    known = stage.env["medusa.stock.location"].search(domain, limit=1)
    values = {"backend_id": stage.backend_id, "warehouse_ids": [[6, 0, [warehouse["id"]]]]}
    line = lines.create(values | {"location_id": known[0] if known else False})
    if not known:
        lines.action_create_location([line])
        say(f"  “Create in Medusa”: stock location “{name}”, linked to the sales channel.")
    [made] = lines.read([line], ["location_id", "problem"])
    if made["problem"]:
        stage.trouble(made["problem"])
        return ""
    return stage.read("medusa.stock.location", made["location_id"][0], "medusa_id")


def _receive(stage: Stage, warehouse: Record) -> int:
    """Put more of a product, that is there already, into the warehouse; return the product."""
    domain = [["location_id", "=", warehouse["lot_stock_id"][0]], ["quantity", ">", 0]]
    [quant] = stage.search("stock.quant", domain, "product_id", "quantity", limit=1)
    product, name = quant["product_id"]
    _store(stage, warehouse, product, quant["quantity"] + ARRIVING)
    say(f"  {ARRIVING} pieces of {name} arrive in {warehouse['name']}.")
    return product


def _store(stage: Stage, warehouse: Record, product: int, quantity: float) -> None:
    """Count ``quantity`` pieces in the warehouse, as in an inventory."""
    location = warehouse["lot_stock_id"][0]
    counted = {"product_id": product, "location_id": location, "inventory_quantity": quantity}
    quants, context = stage.env["stock.quant"], {"inventory_mode": True}
    quants.action_apply_inventory([quants.create(counted, context=context)], context=context)


def _check(stage: Stage, warehouses: list[Record], locations: list[str]) -> dict[str, Row]:
    """Compare what can be bought with what is there; return the shop's variants."""
    free: dict[int, list[int]] = {}
    for warehouse in warehouses:
        context = {"warehouse_id": warehouse["id"]}
        for row in stage.search("product.product", STORABLE, "free_qty", context=context):
            free.setdefault(row["id"], []).append(max(0, math.floor(row["free_qty"])))
    variants = {
        key: row for key, row in stage.shop.variants(LEVELS).items() if row["manage_inventory"]
    }
    seen = {
        key: (_levels(row, locations), row["inventory_quantity"]) for key, row in variants.items()
    }
    what = "Variants' stock in two locations, and what can be bought"
    stage.compare(what, ((key, (row, sum(row))) for key, row in free.items()), seen.items())
    for key in [key for key, (levels, _total) in seen.items() if all(levels)][:SHOWN]:
        parts = " + ".join(f"{quantity:g}" for quantity in seen[key][0])
        say(f"    {variants[key]['name']}: {parts}, {seen[key][1]:g} to buy")
    return variants


def _levels(variant: Row, locations: list[str]) -> list[float]:
    """Return what is available of a variant in each of the stock locations."""
    levels = {
        level["location_id"]: level["available_quantity"]
        for item in variant["inventory_items"]
        for level in item["inventory"]["location_levels"]
    }
    return [levels.get(location, 0) for location in locations]


def _buy(stage: Stage, product: int, variants: dict[str, Row]) -> None:
    """Put all that is there into a cart, and one more."""
    row = variants.get(str(product))
    count = int(row["inventory_quantity"]) if row else 0
    if not count:
        stage.trouble(f"Variant {product} can't be bought.")
        return
    stage.shop.unit_price(row["id"], count)
    try:
        stage.shop.unit_price(row["id"], count + 1)
    except Failure:
        say(f"  A cart with {count} pieces of {row['name']} is filled, {count + 1} are refused.")
    else:
        stage.trouble(f"The shop sells {count + 1} pieces of {row['name']}, and {count} are there.")
