"""Save products with the addon and without it."""

from statistics import median, quantiles
from time import perf_counter

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

# Pairs of saves; those that take seconds are fewer.
PAIRS = 200
LOADS = 6
ROWS = 1000
PRODUCTS = 50


def saves(env, without: str) -> dict:
    """Save in two databases by turns: that of ``env``, and ``without``, which lacks the addon."""
    registries = {"with": env.registry, "without": Registry(without)}
    # The one database is a copy of the other: the ids are the same.
    ids = env["product.template"].search([("sale_ok", "=", True)], order="id", limit=PRODUCTS).ids
    # A transaction that stays open keeps PostgreSQL from tidying the rows that its own database
    # has updated, and only these: each save there would take longer from one to the next.
    env.cr.commit()
    return {
        "price": _compare(registries, PAIRS, _save(ids, "list_price", lambda number: 10 + number)),
        "name": _compare(registries, PAIRS, _save(ids, "name", lambda n: f"Desk, mark {n}")),
        "barcode": _compare(registries, PAIRS, _save(ids, "barcode", lambda n: f"{n}-{n}")),
        "rename": _compare(registries, PAIRS, _rename),
        "move": _compare(registries, PAIRS, _move(ids)),
        "create": _compare(registries, PAIRS, _create),
        "load": _compare(registries, LOADS, _load),
    }


def _compare(registries, count: int, work) -> dict:
    """Return the median seconds and queries of ``count`` calls of ``work`` in each registry.

    Both calls of a pair meet the same conditions: ``ratio`` is the median of theirs, with the two
    between which their middle half is.
    """
    seconds = {side: [] for side in registries}
    queries = {side: [] for side in registries}
    for number in range(-2, count):  # the first two calls fill caches
        for side, registry in sorted(registries.items(), reverse=bool(number % 2)):
            taken, asked = _measure(registry, work, number)
            if number >= 0:
                seconds[side].append(taken)
                queries[side].append(asked)
    pairs = zip(seconds["with"], seconds["without"], strict=True)
    low, middle, high = quantiles(mine / plain for mine, plain in pairs)
    return {
        side: {"seconds": median(seconds[side]), "queries": median(queries[side])}
        for side in registries
    } | {"ratio": (middle, low, high)}


def _measure(registry, work, number: int) -> tuple[float, int]:
    """Return the seconds and the queries of a transaction."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        queries, start = sql_db.sql_counter, perf_counter()
        work(env, number)
        cr.commit()
        return perf_counter() - start, sql_db.sql_counter - queries


def _save(ids: list[int], field: str, value):
    """Return work that saves one of the products."""

    def work(env, number: int) -> None:
        product = env["product.template"].browse(ids[number % len(ids)])
        product.write({field: value(number)})

    return work


def _create(env, number: int) -> None:
    """Create a product."""
    env["product.template"].create({"name": f"New {number}", "list_price": 10, "weight": 1})


def _rename(env, number: int) -> None:
    """Rename an attribute's value that every fifth product uses."""
    value = env["product.attribute.value"].search([("attribute_id.name", "=", "Size")], limit=1)
    value.name = f"Small, mark {number}"


def _move(ids: list[int]):
    """Return work that receives one of the products."""

    def work(env, number: int) -> None:
        product = env["product.template"].browse(ids[number % len(ids)])
        move = env["stock.move"].create(
            {
                "product_id": product.product_variant_ids[0].id,
                "product_uom_qty": 1,
                "location_id": env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": env.ref("stock.stock_location_stock").id,
            }
        )
        move._action_confirm()
        move.quantity = 1
        move.picked = True
        move._action_done()

    return work


def _load(env, number: int) -> None:
    """Import rows as a person does: prices, names and references of products that exist."""
    products = env["product.template"].search([("sale_ok", "=", True)], order="id", limit=ROWS)
    rows = [
        [str(product.id), f"Imported {number} {product.id}", str(10 + number), f"Text {number}"]
        for product in products
    ]
    result = env["product.template"].load([".id", "name", "list_price", "description_sale"], rows)
    if not result["ids"]:
        raise ValueError(result["messages"])
