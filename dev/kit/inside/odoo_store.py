"""What several commands do in Odoo: connect a store, and do its jobs."""

from odoo import Command

JOBS = ("sync", "stock", "queue")


def connect(env, **values):
    """Return a new store, with a tested connection and the currencies of its prices."""
    backend = env["medusa.backend"].create(values)
    env.cr.commit()
    backend.action_test_connection()
    if backend.missing_currencies:
        backend.action_add_currencies()
    return backend


def push_stock(backend, warehouses):
    """Have Medusa make a stock location for each of the warehouses."""
    backend.push_stock = True
    for warehouse in warehouses:
        line = {"backend_id": backend.id, "warehouse_ids": [Command.set(warehouse.ids)]}
        backend.env["medusa.stock.line"].create(line).action_create_location()


def get_job(env, name):
    """Return one of the connector's scheduled actions, as ``sync``."""
    return env.ref(f"medusa_connector.ir_cron_medusa_{name}")


def keep_jobs(env, *names):
    """Switch off all scheduled actions but these of the connector, all of its own by default."""
    jobs = [get_job(env, name) for name in names] or env["ir.cron"].search(
        [("ir_actions_server_id.model_id.model", "=like", "medusa.%")]
    )
    kept = [job.id for job in jobs]
    env["ir.cron"].search([("id", "not in", kept)]).active = False


def run_job(env, name):
    """Call a job once, as the scheduler does; it works on a cursor of its own."""
    env.cr.commit()
    get_job(env, name).with_context(active_test=False).method_direct_trigger()
    env.cr.commit()
    env.invalidate_all()
