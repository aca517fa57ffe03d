"""Connect a store in Odoo that pushes all there is to push."""

from odoo_store import connect as connect_store
from odoo_store import push_stock

from odoo import Command

from .catalogue import FRENCH

CATALOGUE = "[('sale_ok', '=', True)]"
PATIENCE = 8  # seconds that a request may take while faults come


def connect(env, url, key):
    """Make the store, with all that it can push switched on; return what is known of it."""
    french = env["res.lang"].search([("code", "=", FRENCH)])
    base, abroad, sale = (
        env["product.pricelist"].search([("name", "=", name)])
        for name in ("Base", "Abroad", "Summer")
    )
    backend = connect_store(
        env,
        name="Chaos",
        url=url,
        api_key=key,
        product_domain=CATALOGUE,
        description_format="text",
        category_source="product",
        type_source="level",
        type_level=1,
        collection_source="level",
        collection_level=2,
        lang="en_US",
        worker_count=2,
        translation_lang_ids=[Command.set(french.ids)],
        price_line_ids=[Command.create({"pricelist_id": row.id}) for row in (base, abroad)],
    )
    env["medusa.price.list"].create({"backend_id": backend.id, "pricelist_id": sale.id})
    push_stock(backend, env["stock.warehouse"].search([("company_id", "=", env.company.id)]))
    backend.timeout = PATIENCE
    _make_person(env)
    return backend.connection_state


def _make_person(env):
    """Make the person who presses Resync."""
    groups = [env.ref("base.group_user").id, env.ref("medusa_connector.group_medusa_user").id]
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Person", "login": "person", "group_ids": [Command.set(groups)]}
    )
