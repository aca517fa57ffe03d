"""Let a night pass after the upgrade."""

from .look import do_jobs, tell


def run(env):
    """Return what Odoo knows in the morning, and what the night has written."""
    runs = env["medusa.sync.run"]
    under_way = runs.search([("state", "in", ("queued", "running"))])
    full = under_way.filtered(lambda run: run.scope == "full")
    written = sum(under_way.mapped("write_count"))
    later = do_jobs(env) | under_way.exists()
    waiting = runs.search([("state", "=", "waiting")], limit=1)
    broken = later.filtered(lambda run: run.failure_type == "internal")
    return {
        **tell(env),
        "writes": sum(later.mapped("write_count")) - written,
        "open": full.exists().state or "there was none",
        "waiting": waiting.state or "there is none",
        "broken": broken.mapped("failure_detail"),
    }
