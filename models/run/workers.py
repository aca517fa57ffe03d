"""How many processes work on a run over all products, and how they are called."""

from odoo import fields, models

from .jobs import delay_help, goes_by_jobs

MOST_WORKERS = 8


def provide_crons(backends):
    """Make the jobs of the scheduler that help, as many as any of the stores wants.

    Odoo runs a job in one process at a time: each helper is one of its own.
    """
    # sudo: a manager of the stores need not be allowed to write crons.
    crons = backends.env["ir.cron"].sudo()
    for number in range(1, max(backends.mapped("worker_count"), default=1)):
        if not crons._get_medusa_cron_sudo(f"helper_{number}"):
            _make_cron(crons, number)


def _make_cron(crons, number):
    cron = crons.create(
        {
            "name": f"Medusa: help with the catalogue ({number})",
            "model_id": crons.env["ir.model"]._get_id("medusa.queue"),
            "state": "code",
            "code": "model._cron_help()",
            "user_id": crons.env.ref("base.user_root").id,
            # It is called when there is something to do.
            "interval_number": 1,
            "interval_type": "days",
            # Whatever else is due goes first.
            "priority": 20,
        }
    )
    # By its name it is found, and goes with the addon.
    crons.env["ir.model.data"].create(
        {
            "module": "medusa_connector",
            "name": f"ir_cron_medusa_helper_{number}",
            "model": "ir.cron",
            "res_id": cron.id,
            "noupdate": True,
        }
    )


def call_helpers(run):
    """Call those who help with a run, as soon as this transaction is committed."""
    for number in range(1, run.backend_id.worker_count):
        cron = run.env["ir.cron"]._get_medusa_cron_sudo(f"helper_{number}")
        if goes_by_jobs(run.backend_id):
            delay_help(run, number)
        elif cron:
            cron._trigger()


class MedusaBackend(models.Model):
    """How many work on a run over all products."""

    _inherit = "medusa.backend"

    worker_count = fields.Integer(
        "Workers",
        default=1,
        # A function: the store has methods enough.
        inverse=provide_crons,
        help="How many processes work on a run over all products at the same time, each on "
        "products of its own and with its own connections. Odoo must have as many free: its "
        "setting max_cron_threads.",
    )

    _worker_count_bounded = models.Constraint(
        f"CHECK (worker_count BETWEEN 1 AND {MOST_WORKERS})",
        "There are between 1 and 8 workers.",
    )
