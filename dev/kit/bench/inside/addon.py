"""All that the bench asks of the addon itself."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from odoo_store import run_job

from odoo.addons.medusa_connector.medusa.client import MedusaClient

COUNTERS = ("created", "updated", "unchanged", "failed", "request", "write")
OPEN_STATES = ("queued", "running")
MOST_CALLS = 1000
PATIENCE = 60  # seconds that a helper is idle


def ensure_backend(env, url: str, api_key: str, connections: int | None = None) -> None:
    """Have one store in Odoo, with a tested connection.

    :param connections: how many runs have to it, where it isn't left to the default
    """
    backends = env["medusa.backend"]
    backend = backends.search([]) or backends.create({"name": "Bench", "url": url})
    backend.api_key = api_key
    if connections:
        backend.connection_count = connections
    backend.action_test_connection()
    env.cr.commit()


def use_size(env, size: int) -> None:
    """Have stores take the pictures of this size."""
    env["ir.default"].set("medusa.backend", "picture_size", str(size))


def use_keeping(env, keeps: bool) -> None:
    """Have stores keep what runs change, and all that they ask; or neither of it."""
    values = {"change_retention_days": 30, "record_requests": "all"}
    if not keeps:
        values = {"change_retention_days": 0, "record_requests": "off"}
    env["medusa.backend"].search([]).write(values)
    env.cr.commit()


def do_night(env) -> dict:
    """Call the nightly job until its run is over, and return the run's state and counters.

    The scheduler, too, calls a job again that has said that there is more to do.
    """
    for _call in range(MOST_CALLS):
        run_job(env, "sync")
        run = env["medusa.sync.run"].search([], order="id desc", limit=1)
        if run.state not in OPEN_STATES:
            return {"state": run.state} | {name: run[f"{name}_count"] for name in COUNTERS}
    raise TimeoutError(f"{run.display_name} does not come to an end")


def do_plan(env) -> dict:
    """Let a plan of the whole store be made, and return its state and counters."""
    backend = env["medusa.backend"].search([])
    plan = env["medusa.plan"].browse(backend.action_plan()["res_id"])
    for _call in range(MOST_CALLS):
        run_job(env, "plan")
        if plan.state not in OPEN_STATES:
            counts = ("created", "updated", "unchanged", "failed", "read", "write")
            return {"state": plan.state} | {name: plan[f"{name}_count"] for name in counts}
    raise TimeoutError(f"{plan.display_name} does not come to an end")


def prepare_verification(env) -> Callable[[], dict]:
    """Queue a run that is about to verify all products; return what works it off."""
    backend = env["medusa.backend"].search([])
    run = backend._queue_run("manual")
    run.write({"state": "running", "phase": "check_pictures", "start_date": env.cr.now()})
    # Here it is cut into ranges, if several workers are to work on it.
    run._turn_to_next(run.phase)
    env.cr.commit()

    def work() -> dict:
        remaining = 1
        while remaining:
            _processed, remaining = env["medusa.queue"]._step_run(run.id)
        env.cr.rollback()
        run.invalidate_recordset()
        return {"unchanged": run.unchanged_count, "requests": run.request_count}

    return work


def use_workers(env, workers: int, connections: int) -> None:
    """Have so many processes work on a run, each on so many connections."""
    backends = env["medusa.backend"].search([])
    backends.write({"worker_count": workers, "connection_count": connections})
    env.cr.commit()


def help_with_next_run(env, pause: float) -> int:
    """Do what a helper does until a run is over that isn't yet; return how much was looked at."""
    runs = env["medusa.sync.run"]
    last = runs.search([], order="id desc", limit=1).id or 0
    looked_at, idle_since = 0, time.monotonic()
    # Its leader may be gone.
    while time.monotonic() - idle_since < PATIENCE:
        if found := env["medusa.queue"]._help():
            looked_at, idle_since = looked_at + found, time.monotonic()
        env.cr.rollback()
        run = runs.search([("id", ">", last)], limit=1)
        if run and run.state not in OPEN_STATES:
            break
        time.sleep(pause)
    return looked_at


@contextmanager
def sending(around: Callable) -> Iterator[None]:
    """Have ``around(request, send)`` called for each request that the addon sends in the block."""
    original = MedusaClient._send

    def send(client, prepared, *args):
        return around(prepared, lambda: original(client, prepared, *args))

    MedusaClient._send = send
    try:
        yield
    finally:
        MedusaClient._send = original
