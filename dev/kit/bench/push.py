"""Run the nightly job and measure it. Runs in Odoo."""

from pathlib import Path

from .meter import Meter
from .products import change_prices
from .recording import Recording

CRON = "medusa_connector.ir_cron_medusa_sync"
COUNTERS = ("created", "updated", "unchanged", "failed", "request", "write")
OPEN_STATES = ("queued", "running")
MOST_CALLS = 1000


def push(env, url: str, api_key: str, record: str, changes: int = 0, round_number: int = 0) -> dict:
    """Run the nightly job as the scheduler does.

    :param record: the file that gets all requests
    :param changes: the number of products whose price is changed before
    """
    _ensure_backend(env, url, api_key)
    if changes:
        change_prices(env, changes, round_number)
    with Meter() as meter, Recording(Path(record)) as recording:
        run = _run_job(env)
    counters = {name: run[f"{name}_count"] for name in COUNTERS}
    return meter.results() | counters | {"state": run.state, "waiting": recording.seconds}


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
