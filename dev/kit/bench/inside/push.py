"""Run the nightly job and measure it."""

from . import addon
from .meter import Meter
from .products import change_prices
from .recording import Recording


def push(env, url: str, api_key: str, record: str | None, changes: int = 0, raise_by: int = 0):
    """Run the nightly job as the scheduler does.

    :param record: the file that takes all requests, for a plain client, or None
    :param changes: the number of products whose price is raised before
    """
    addon.ensure_backend(env, url, api_key)
    if changes:
        change_prices(env, changes, raise_by)
    with Recording(record) as recording, Meter() as meter:
        run = addon.run_job(env)
    recording.write()
    return meter.results() | run | {"waiting": recording.waiting}


def verify(env) -> dict:
    """Rebuild and compare every product that is in the store already, without the store."""
    work = addon.prepare_verification(env)
    with Meter() as meter:
        counters = work()
    return meter.results() | counters
