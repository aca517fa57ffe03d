"""Run the nightly job and measure it. Runs in Odoo."""

from .meter import Meter
from .products import change_prices
from .shadow import Shadow

CRON = "medusa_connector.ir_cron_medusa_sync"
COUNTERS = ("created", "updated", "unchanged", "failed", "request", "write")
OPEN_STATES = ("queued", "running")
MOST_CALLS = 1000


def push(env, url: str, api_key: str, shadow: list | None, changes: int = 0, raise_by: int = 0):
    """Run the nightly job as the scheduler does.

    :param shadow: the command of the plain client that repeats all requests, or None
    :param changes: the number of products whose price is raised before
    """
    _ensure_backend(env, url, api_key)
    if changes:
        change_prices(env, changes, raise_by)
    with Meter() as meter, Shadow(shadow) as repeated:
        run = _run_job(env)
    results = meter.results() | {"state": run.state, "waiting": repeated.waiting}
    results["seconds"] -= repeated.away
    if shadow:
        results |= {"bare": repeated.bare, "ratio": repeated.bare / results["seconds"]}
    return results | {name: run[f"{name}_count"] for name in COUNTERS}


def _ensure_backend(env, url: str, api_key: str) -> None:
    """Have one store in Odoo, with a tested connection."""
    backends = env["medusa.backend"]
    backend = backends.search([]) or backends.create({"name": "Bench", "url": url})
    backend.api_key = api_key
    backend.action_test_connection()
    env.cr.commit()


def _run_job(env):
    """Call the job until its run is over, and return the run.

    The scheduler, too, calls a job again that has said that there is more to do.
    """
    cron = env.ref(CRON)
    for _call in range(MOST_CALLS):
        cron.method_direct_trigger()
        env.cr.rollback()
        run = env["medusa.sync.run"].search([], order="id desc", limit=1)
        if run.state not in OPEN_STATES:
            return run
    raise TimeoutError(f"{run.display_name} does not come to an end")
