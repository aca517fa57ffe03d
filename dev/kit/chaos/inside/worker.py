"""A worker of Odoo's scheduler: it looks for jobs that are due, for ever."""

import time

from odoo import sql_db

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.medusa_connector.models.product import phase_products

PAUSE = 0.2
# Products, so that both work on one run.
LARGEST_RANGE = 10
# Seconds, at least and at most, after which a job's time has come.
BETWEEN_JOBS = (1.0, 5.0)
# The jobs by their names, each as often as it is due.
JOBS = ("sync", "queue", "queue", "stock")
DUE = """
    UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC'
     WHERE id = (SELECT cron.id FROM ir_cron cron
                   JOIN ir_model_data data ON data.model = 'ir.cron' AND data.res_id = cron.id
                  WHERE data.module = 'medusa_connector' AND data.name = %s
                    FOR NO KEY UPDATE OF cron SKIP LOCKED)
"""


def work(database, random):
    """Work through Odoo's jobs until the process is killed."""
    phase_products.LARGEST_RANGE = LARGEST_RANGE
    due = 0.0
    while True:
        if time.monotonic() > due:
            _make_due(database, f"ir_cron_medusa_{random.choice(JOBS)}")
            due = time.monotonic() + random.uniform(*BETWEEN_JOBS)
        IrCron._process_jobs(database)
        time.sleep(PAUSE)


def _make_due(database, name):
    """Let the time of a job have come, unless it is at work."""
    with sql_db.db_connect(database).cursor() as cr:
        cr.execute(DUE, [name])
