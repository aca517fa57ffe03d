"""Fill a store by the former version, and leave it in the middle of its work."""

from odoo_store import push_stock

from odoo import Command

from .look import do_jobs, tell

# What both versions sell in the same way: the former one gave services a way of shipping, and left
# the extras of attributes without variants out of the price.
SELECTION = repr(
    [
        ("sale_ok", "=", True),
        ("name", "not like", "Leaving"),
        ("type", "=", "consu"),
        ("attribute_line_ids", "not any", [("attribute_id.create_variant", "=", "no_variant")]),
    ]
)


def run(env, url, key):
    """Return what Odoo knows then, and what a night at rest has written."""
    leaving = make_products(env)
    backend = make_stores(env, url, key)
    do_jobs(env)
    writes = sum(do_jobs(env).mapped("write_count"))
    # A run that asks, and runs that are under way.
    leaving.active = False
    do_jobs(env)
    begin_runs(env, backend)
    return {**tell(env), "writes": writes}


def make_products(env):
    """Make goods in a warehouse, French texts, and two products that fail."""
    chair = env.ref("product.product_product_12").product_tmpl_id
    chair.with_context(lang="fr_FR").name = "Chaise de bureau"
    products = env["product.template"]
    lamp = products.create({"name": "Stored lamp", "is_storable": True, "default_code": "LAMP"})
    place = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(lamp.product_variant_id, place, 7)
    products.create({"name": "Below nothing", "list_price": -5})
    products.create([{"name": f"Twin {number}", "default_code": "TWIN"} for number in (1, 2)])
    return products.create([{"name": f"Leaving {number}"} for number in range(15)])


def make_stores(env, url, key):
    """Make a store that pushes all kinds of records, and one whose products will leave."""
    french = env["res.lang"].search([("code", "=", "fr_FR")])
    shop = {"url": url, "api_key": key}
    main, _other = env["medusa.backend"].create(
        [
            {
                **shop,
                "name": "Shop",
                "product_domain": SELECTION,
                "category_source": "product",
                "translation_lang_ids": [Command.set(french.ids)],
            },
            {**shop, "name": "Other", "product_domain": "[('name', 'like', 'Leaving')]"},
        ]
    )
    env.cr.commit()
    main.action_test_connection()
    push_stock(main, env["stock.warehouse"].search([], limit=1))
    rule = {"compute_price": "percentage", "percent_price": 10}
    pricelist = env["product.pricelist"].create(
        {"name": "Summer", "item_ids": [Command.create(rule)]}
    )
    env["medusa.price.list"].create(
        {"backend_id": main.id, "pricelist_id": pricelist.id, "price_type": "override"}
    )
    return main


def begin_runs(env, backend):
    """Leave a run in the middle of its products, and one in the middle of the stock."""
    full, stock = backend._queue_run("cron"), backend._queue_stock_run("cron")
    env.cr.commit()
    while full.phase != "push":
        backend._step_run(full.id)
        # The step was done on another cursor: see what it wrote.
        env.cr.commit()
        env.invalidate_all()
    backend._step_run(stock.id)
