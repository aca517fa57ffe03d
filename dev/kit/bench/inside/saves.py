"""Save products with the addon and without it."""

from statistics import median
from time import perf_counter

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

SAVES = 300
RENAMES = 9


def saves(env, without: str) -> dict:
    """Save in two databases by turns: that of ``env``, and ``without``, which lacks the addon."""
    registries = {"with": env.registry, "without": Registry(without)}
    # The one database is a copy of the other: the ids are the same.
    ids = env["product.template"].search([("sale_ok", "=", True)], order="id", limit=50).ids
    price = _save(ids, "list_price", lambda number: 10 + number)
    name = _save(ids, "name", lambda number: f"Desk, mark {number}")
    return {
        "price": _compare(registries, SAVES, price),
        "name": _compare(registries, SAVES, name),
        "rename": _compare(registries, RENAMES, _rename),
    }


def _compare(registries, count: int, work) -> dict:
    """Return the median seconds and queries of ``count`` calls of ``work`` in each registry."""
    seconds = {side: [] for side in registries}
    queries = {side: [] for side in registries}
    for number in range(-2, count):  # the first two calls fill caches
        for side, registry in sorted(registries.items(), reverse=bool(number % 2)):
            taken, asked = _measure(registry, work, number)
            if number >= 0:
                seconds[side].append(taken)
                queries[side].append(asked)
    return {
        side: {"seconds": median(seconds[side]), "queries": median(queries[side])}
        for side in registries
    }


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


def _rename(env, number: int) -> None:
    """Rename an attribute's value that every fifth product uses."""
    value = env["product.attribute.value"].search([("attribute_id.name", "=", "Size")], limit=1)
    value.name = f"Small, mark {number}"
