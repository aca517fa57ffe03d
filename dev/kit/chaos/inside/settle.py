"""Let nights pass in peace until nothing is left to do."""

from odoo_store import JOBS, run_job

from odoo import fields

OPEN = ("queued", "running")
NIGHTS = 6
ROUNDS = 30
# What waits for a time to come is a day older than it was.
WAITING = ("next_try", "paused_until", "checked_at", "last_try", "stock_verified_on")


def settle(env):
    """Let nights pass; return what each of them did, the last one with nothing to do."""
    backend = env["medusa.backend"].search([])
    backend.timeout = 60
    # Of jobs whose workers were killed Odoo says that they timed out, instead of running them.
    env.cr.execute("DELETE FROM ir_cron_progress")
    env.cr.commit()
    nights = []
    while len(nights) < NIGHTS:
        _pass_a_day(env)
        nights.append(_pass_a_night(env))
        if not nights[-1]["writes"] and not nights[-1]["open"] and not nights[-1]["failed"]:
            break
    return nights


def _pass_a_day(env):
    env.cr.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_name LIKE 'medusa%%' AND column_name IN %s",
        [WAITING],
    )
    for table, column in env.cr.fetchall():
        env.cr.execute(
            f'UPDATE "{table}" SET "{column}" = "{column}" - interval \'1 day\' '
            f'WHERE "{column}" IS NOT NULL'
        )
    # Nobody undoes a run: no file is kept for that, be it replaced or without an answer.
    env.cr.execute("UPDATE medusa_picture SET kept_until = now() - interval '1 day'")
    env.cr.execute("DELETE FROM medusa_sync_change WHERE is_unsure")
    env.cr.commit()
    env.invalidate_all()


def _pass_a_night(env):
    """Do all that is due, and return what came of it."""
    runs = env["medusa.sync.run"]
    before = runs.search([], limit=1).id
    under_way = {run.id: run.write_count for run in runs.search([("state", "in", OPEN)])}
    for _round in range(ROUNDS):
        for name in JOBS:
            run_job(env, name)
        if not runs.search_count([("state", "in", (*OPEN, "waiting"))], limit=1):
            break
        runs.search([("state", "=", "waiting")]).action_confirm_withdrawal()
    done = runs.search(["|", ("id", ">", before), ("id", "in", list(under_way))], order="id")
    return {
        "writes": sum(run.write_count - under_way.get(run.id, 0) for run in done),
        "failed": sum(done.mapped("failed_count")),
        "open": runs.search_count([("state", "in", (*OPEN, "waiting"))]),
        "runs": [[run.scope, run.trigger, run.state, run.failure_detail or ""] for run in done],
        "time": str(fields.Datetime.now()),
    }
