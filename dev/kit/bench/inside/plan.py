"""Plan what the nightly job would do, and measure it."""

from meter import Meter

from . import addon
from .products import change_prices


def plan(env, changes: int, raise_by: int):
    """Plan for a store whose catalogue was pushed, some products of which changed since.

    :param changes: of how many products the price is raised before, by ``raise_by``
    """
    if raise_by:
        change_prices(env, changes, raise_by)
    with Meter() as meter:
        counters = addon.do_plan(env)
    if counters["updated"] != changes or counters["state"] != "done":
        raise AssertionError(f"{changes} products had changed, others were planned: {counters}")
    return meter.results() | counters
