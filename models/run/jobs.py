"""Runs as jobs of OCA's queue_job, where it is installed: nothing depends on it."""

from odoo import fields, models

# Lower goes first: who pressed a button waits, the night doesn't.
PRIORITIES = {
    **{"button": 5, "undo": 5},
    **{"manual": 8, "plan": 8},
    **{"soon": 10, "retry": 15, "cron": 20},
}


def is_installed(env):
    """Tell whether this database has queue_job."""
    return "queue.job" in env


def goes_by_jobs(backend):
    """Tell whether a store's runs are jobs of queue_job, and not the scheduler's."""
    return is_installed(backend.env) and backend.use_queue_job


def delay_run(run):
    """Have a job go on with a run; one that waits for its turn already is enough.

    :param run: `medusa.sync.run`
    """
    _delay(run, f"run.{run.id}", run.env._("Medusa: %s", run.display_name))._job_run(run.id)


def delay_help(run, number):
    """Have a job help with a run that is led by another one.

    :param int number: which of the store's helpers it is
    """
    title = run.env._("Medusa: help with %s", run.display_name)
    _delay(run, f"help.{run.id}.{number}", title)._job_help(run.id, number)


def delay_open(env):
    """Have jobs go on with whatever is queued in stores that go by jobs."""
    if not is_installed(env):
        return
    # sudo: who presses a button need not see what others queued, nor the jobs.
    domain = [("state", "=", "queued"), ("backend_id.use_queue_job", "=", True)]
    for run in env["medusa.sync.run"].sudo().search(domain, order="id"):
        delay_run(run)


def _delay(run, key, title):
    # sudo: it works as the superuser, on a cursor of its own.
    return (
        run.env["medusa.queue"]
        .with_user(run.env.ref("base.user_root"))
        .with_delay(
            priority=PRIORITIES[run.trigger],
            # What has no capacity of its own has that of root.medusa, or of root.
            channel=f"root.medusa.{run.backend_id.id}",
            identity_key=f"medusa_connector.{key}",
            description=title,
            # Which failures are tried again, and when, the connector knows itself.
            max_retries=0,
        )
    )


def compute_has_queue_job(backends):
    """Offer queue_job where it is installed."""
    backends.has_queue_job = is_installed(backends.env)


class MedusaBackend(models.Model):
    """Whether a store's runs are jobs of queue_job."""

    _inherit = "medusa.backend"

    use_queue_job = fields.Boolean(
        "Run as Jobs",
        help="Runs are jobs of the module queue_job, in a channel of the store's own, and not "
        "scheduled actions.",
    )
    # A function: the store has methods enough.
    has_queue_job = fields.Boolean(compute=compute_has_queue_job)
