"""Verify a catalogue that is in the store already, without the store. Runs in Odoo."""

from .meter import Meter


def verify(env) -> dict:
    """Rebuild and compare every product, in the steps that the nightly job takes."""
    backend = env["medusa.backend"].search([])
    run = backend._queue_run("manual")
    run.write({"state": "running", "phase": "push", "start_date": env.cr.now()})
    env.cr.commit()
    with Meter() as meter:
        remaining = 1
        while remaining:
            _processed, remaining = backend._step_run(run.id)
    env.cr.rollback()
    run.invalidate_recordset()
    counters = {"unchanged": run.unchanged_count, "requests": run.request_count}
    return meter.results() | counters
