"""Run the nightly job and measure it."""

from . import addon
from .meter import Meter
from .products import change_prices
from .shadow import Shadow


def push(env, url: str, api_key: str, shadow: list | None, changes: int = 0, raise_by: int = 0):
    """Run the nightly job as the scheduler does.

    :param shadow: the command of the plain client that repeats all requests, or None
    :param changes: the number of products whose price is raised before
    """
    addon.ensure_backend(env, url, api_key)
    if changes:
        change_prices(env, changes, raise_by)
    with Meter() as meter, Shadow(shadow) as repeated:
        run = addon.run_job(env)
    results = meter.results() | run | {"waiting": repeated.waiting}
    results["seconds"] -= repeated.away
    if shadow:
        results |= {"bare": repeated.bare, "ratio": repeated.bare / results["seconds"]}
    return results


def verify(env) -> dict:
    """Rebuild and compare every product that is in the store already, without the store."""
    work = addon.prepare_verification(env)
    with Meter() as meter:
        counters = work()
    return meter.results() | counters
