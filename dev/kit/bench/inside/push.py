"""Run the nightly job and measure it."""

from . import addon
from .meter import Meter
from .products import change_prices
from .recording import Recording


def push(env, url: str, api_key: str, record: str | None, **options):
    """Run the nightly job as the scheduler does.

    :param record: the file that takes all requests, for a plain client, or None
    :param options: ``connections``: how many the store gets, if not as many as by default;
        ``changes``: of how many products the price is raised before, by ``raise_by``; ``keeps``:
        whether all is kept that can be, of changes and of requests, or nothing
    """
    addon.ensure_backend(env, url, api_key, options.get("connections"))
    if "keeps" in options:
        addon.use_keeping(env, options["keeps"])
    if changes := options.get("changes"):
        change_prices(env, changes, options["raise_by"])
    with Recording(record) as recording, Meter() as meter:
        run = addon.do_night(env)
    return meter.results() | run | {"waiting": recording.waiting}


def verify(env) -> dict:
    """Rebuild and compare every product that is in the store already, without the store."""
    work = addon.prepare_verification(env)
    with Meter() as meter:
        counters = work()
    return meter.results() | counters
