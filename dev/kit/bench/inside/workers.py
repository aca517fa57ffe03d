"""Several processes that work on one run, as those of the scheduler do."""

import time

from meter import Meter

from . import addon

READY = "medusa_bench.helper"
PAUSE = 0.02
PATIENCE = 120  # seconds until all are there


def lead(env, case: str, helpers: int, url: str = "", api_key: str = "", connections: int = 1):
    """Do a run as its leader, when the helpers are there.

    :param case: push, of the nightly job; or verify, without the store
    """
    if case == "push":
        addon.ensure_backend(env, url, api_key)
    addon.use_workers(env, helpers + 1, connections)
    _wait(env, case, helpers)
    work = addon.prepare_verification(env) if case == "verify" else lambda: addon.do_night(env)
    with Meter() as meter:
        counters = work()
    return meter.results() | counters


def help_out(env, case: str, number: int):
    """Help with the next run until it is over; return how much was looked at."""
    env["ir.config_parameter"].set_param(f"{READY}.{case}.{number}", "ready")
    env.cr.commit()
    return addon.help_with_next_run(env, PAUSE)


def _wait(env, case: str, helpers: int) -> None:
    end = time.monotonic() + PATIENCE
    domain = [("key", "=like", f"{READY}.{case}.%")]
    while env["ir.config_parameter"].search_count(domain) < helpers:
        if time.monotonic() > end:
            raise TimeoutError("A helper is missing.")
        env.cr.rollback()
        time.sleep(PAUSE)
