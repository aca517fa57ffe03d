"""What Odoo knows of its stores, as both versions tell it."""

from odoo_store import JOBS, run_job

RECORDS = {
    "medusa.stock.level": ("inventory_item_id", "quantity", "is_known"),
    "medusa.stock.location": ("medusa_id", "name"),
    "medusa.price.list": ("external_id", "medusa_id", "name"),
    "medusa.price.list.price": ("medusa_id", "amount"),
    "medusa.picture": ("checksum", "url", "tries"),
    "medusa.term": ("kind", "external_id", "medusa_id", "is_created"),
    "medusa.product.binding": ("external_id", "translations"),
}


def tell(env):
    """Return what must be the same before and after the upgrade."""
    env.invalidate_all()
    return {
        "states": _read(env, "medusa.product.binding", "external_id", "state", "medusa_id"),
        "variants": _read(env, "medusa.variant.binding", "external_id", "medusa_id"),
        "records": [_read(env, model, *names) for model, names in RECORDS.items()],
    }


def _read(env, model, *names):
    records = env[model].with_context(active_test=False).search([], order="id")
    return [[record[name] for name in names] for record in records]


def do_jobs(env):
    """Run the connector's jobs, as the scheduler does; return the runs that they made."""
    last = max(env["medusa.sync.run"].search([]).ids, default=0)
    for name in JOBS:
        run_job(env, name)
    return env["medusa.sync.run"].search([("id", ">", last)], order="id")
