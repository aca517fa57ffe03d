"""A small shop that pushes soon."""

from odoo_store import JOBS, connect, keep_jobs, push_stock, run_job

from odoo import Command

PRODUCTS = 60
SECONDS = 30  # without a further change, before something is pushed


def make(env, url, key, channel):
    """Make the products, a pricelist with a rule for every second one, and the store."""
    env["product.template"].search([]).sale_ok = False
    products = env["product.template"].create(
        [
            {"name": f"Desk {number}", "list_price": 1, "is_storable": True}
            for number in range(PRODUCTS)
        ]
    )
    rule = {"applied_on": "1_product", "compute_price": "fixed", "fixed_price": 1}
    rules = [Command.create({**rule, "product_tmpl_id": row.id}) for row in products[::2]]
    pricelist = env["product.pricelist"].create({"name": "Base", "item_ids": rules})
    keep_jobs(env, *JOBS, "soon")
    line = Command.create({"pricelist_id": pricelist.id})
    backend = connect(env, name="Fresh", url=url, api_key=key, price_line_ids=[line])
    chosen = backend.channel_ids.filtered(lambda row: row.medusa_id == channel)
    soon = {"push_soon": True, "push_soon_seconds": SECONDS}
    backend.write({"sales_channel_ids": [Command.set(chosen.ids)], **soon})
    warehouses = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    push_stock(backend, warehouses)
    run_job(env, "sync")
    return backend.pushed_count


def tell(env):
    """Return what the store's form says, and what is left to push."""
    backend = env["medusa.backend"].search([])
    figures = env["medusa.freshness"]._get_percentiles(backend)
    left = env["medusa.change"].search_count([("is_open", "=", True)])
    runs = env["medusa.sync.run"].search([("trigger", "=", "soon")])
    states = {state: len(group) for state, group in runs.grouped("state").items()}
    return {"figures": figures, "left": left, "runs": states}
