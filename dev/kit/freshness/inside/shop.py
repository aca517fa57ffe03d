"""A small shop that pushes soon."""

from odoo import Command

PRODUCTS = 60
CRONS = ("sync", "queue", "stock", "soon")


def make(env, url, key, channel, seconds):
    """Make the products, a pricelist with a rule for every second one, and the store."""
    env["product.template"].search([]).sale_ok = False
    products = env["product.template"].create(
        [
            {"name": f"Desk {number}", "list_price": 1, "is_storable": True}
            for number in range(PRODUCTS)
        ]
    )
    rules = [
        {
            "applied_on": "1_product",
            "product_tmpl_id": product.id,
            "compute_price": "fixed",
            "fixed_price": 1,
        }
        for product in products[::2]
    ]
    pricelist = env["product.pricelist"].create(
        {"name": "Base", "item_ids": [Command.create(rule) for rule in rules]}
    )
    crons = [env.ref(f"medusa_connector.ir_cron_medusa_{name}").id for name in CRONS]
    env["ir.cron"].search([("id", "not in", crons)]).active = False
    backend = env["medusa.backend"].create({"name": "Fresh", "url": url, "api_key": key})
    env.cr.commit()
    backend.action_test_connection()
    chosen = backend.channel_ids.filtered(lambda row: row.medusa_id == channel)
    backend.write(
        {
            "sales_channel_ids": [Command.set(chosen.ids)],
            "price_line_ids": [Command.create({"pricelist_id": pricelist.id})],
            "push_stock": True,
            "push_soon": True,
            "push_soon_seconds": seconds,
        }
    )
    if backend.missing_currencies:
        backend.action_add_currencies()
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    line = {"backend_id": backend.id, "warehouse_ids": [Command.set(warehouse.ids)]}
    env["medusa.stock.line"].create(line).action_create_location()
    env.cr.commit()
    env.ref("medusa_connector.ir_cron_medusa_sync").method_direct_trigger()
    # It was done on another cursor.
    env.cr.commit()
    env.invalidate_all()
    return backend.pushed_count


def tell(env):
    """Return what the store's form says, and what is left to push."""
    backend = env["medusa.backend"].search([])
    figures = env["medusa.freshness"]._get_percentiles(backend)
    left = env["medusa.change"].search_count([("is_open", "=", True)])
    runs = env["medusa.sync.run"].search([("trigger", "=", "soon")])
    states = {state: len(group) for state, group in runs.grouped("state").items()}
    return {"figures": figures, "left": left, "runs": states}
