"""Where what waits for a person is read: nothing is kept of it, so nothing is forgotten to close.

Each source is a query of these columns; `source` makes the ids of several of them differ.
"""

from odoo.tools import SQL

COLUMNS = (
    *("source", "res_id", "subject", "cause", "backend_id", "binding_id", "product_tmpl_id"),
    *("name", "detail", "seen_at", "next_try"),
)
# Rooms that add sources begin here.
FIRST_FREE_SOURCE = 32
MOST_SOURCES = 64

_FAILED_PRODUCTS = """
    SELECT 1, id, 'product', COALESCE(failure_type, 'internal'), backend_id, id, product_tmpl_id,
           name, failure_detail, write_date, next_try
      FROM medusa_product_binding WHERE state IN ('error', 'conflict')"""
_INCOMPLETE_PRODUCTS = """
    SELECT 2, id, 'product', 'incomplete_' || readiness, backend_id, id, product_tmpl_id,
           name, NULL, write_date, NULL::timestamp
      FROM medusa_product_binding
     WHERE readiness IS NOT NULL AND state IN ('synced', 'pending')"""
_PRICE_LISTS = """
    SELECT 3, id, 'price_list', failure_type, backend_id, NULL::int, NULL::int,
           name, failure_detail, write_date, next_try
      FROM medusa_price_list WHERE failure_type IS NOT NULL"""
_TERMS = """
    SELECT 4, id, 'term', failure_type, backend_id, NULL::int, NULL::int,
           name, failure_detail, write_date, NULL::timestamp
      FROM medusa_term WHERE failure_type IS NOT NULL"""
_OPTIONS = """
    SELECT 5, id, 'option', failure_type, backend_id, NULL::int, NULL::int,
           name, failure_detail, write_date, NULL::timestamp
      FROM medusa_option WHERE failure_type IS NOT NULL"""
_LEVELS = """
    SELECT 6, level.id, 'level', level.failure_type, level.backend_id, binding.id,
           binding.product_tmpl_id, binding.name, level.failure_detail, level.write_date,
           level.next_try
      FROM medusa_stock_level level
      JOIN medusa_variant_binding variant ON variant.id = level.variant_binding_id
      JOIN medusa_product_binding binding ON binding.id = variant.product_binding_id
     WHERE level.failure_type IS NOT NULL"""
_GUARDS = """
    SELECT 7, id, 'run', 'guard', backend_id, NULL::int, NULL::int,
           NULL, failure_detail, write_date, NULL::timestamp
      FROM medusa_sync_run WHERE state = 'waiting'"""
# Of each kind of run the last one: what a later one did is over.
_RUNS = """
    SELECT 8, id, 'run', failure_type, backend_id, NULL::int, NULL::int,
           NULL, failure_detail, write_date, NULL::timestamp
      FROM (SELECT DISTINCT ON (backend_id, scope) *
              FROM medusa_sync_run
             WHERE state IN ('done', 'errors', 'failed')
             ORDER BY backend_id, scope, id DESC) run
     WHERE failure_type IN ('configuration', 'internal')"""
_DATABASES = """
    SELECT 9, id, 'database', 'database', backend_id, NULL::int, NULL::int,
           uuid, NULL, write_date, NULL::timestamp
      FROM medusa_other_database WHERE decision = 'undecided'"""
_MATCHES = """
    SELECT 10, id, 'match', 'match', backend_id, NULL::int, product_tmpl_id,
           name, NULL, write_date, NULL::timestamp
      FROM medusa_match WHERE state = 'open' AND kind = 'proposal'"""
_STORES = """
    SELECT 11, id, 'store',
           CASE WHEN connection_state IN ('copied', 'other_store') THEN connection_state
                WHEN api_key IS NULL THEN 'no_key'
                ELSE COALESCE(failure_type, 'internal') END,
           id, NULL::int, NULL::int, name, failure_detail, connection_checked_at, paused_until
      FROM medusa_backend
     WHERE connection_state IN ('copied', 'other_store', 'failed', 'paused')
           OR (api_key IS NULL AND connection_state != 'neutralized')"""
_STATIC = (
    *(_FAILED_PRODUCTS, _INCOMPLETE_PRODUCTS, _PRICE_LISTS, _TERMS, _OPTIONS, _LEVELS),
    *(_GUARDS, _RUNS, _DATABASES, _MATCHES, _STORES),
)


def get_sources(env):
    """Return the queries of all that waits, of the stores of all companies.

    :rtype: list[SQL]
    """
    # sudo: rules of companies hold for what is read of it.
    stores = env["medusa.backend"].sudo().search([])
    return [*(SQL(source) for source in _STATIC), *_get_settings(stores)]


def _get_settings(stores):
    """Yield a query for each thing that the settings of stores lack."""
    for store in stores:
        if store.missing_currencies:
            yield _make_row(12, store, store, "currency", store.missing_currencies)
        if store.push_stock and not store.stock_line_ids:
            yield _make_row(13, store, store, "stock_map", None)
        for line in store.stock_line_ids.filtered("problem") if store.push_stock else ():
            name = ", ".join(line.warehouse_ids.mapped("name"))
            yield _make_row(14, store, line, "stock_map", name)


def _make_row(source, store, record, cause, name):
    subject = "store" if record == store else "stock_line"
    return SQL(
        "SELECT %s, %s, %s, %s, %s, NULL::int, NULL::int, %s, NULL,"
        " NULL::timestamp, NULL::timestamp",
        source, record.id, subject, cause, store.id, name,
    )  # fmt: skip
