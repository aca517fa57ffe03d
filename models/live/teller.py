"""Tells on Odoo's bus what runs do: with each commit, but not more often than people can see.

The channel is that of the store: `websocket` lets only those listen who may read it.
"""

import time

from ..core.trial import get_trial
from .facts import SHOWN_STATES, describe, describe_gone

MESSAGE = "medusa_connector/runs"
# Seconds between two messages on a run; what begins or ends is told at once.
INTERVAL = 1.0
_WAITING = "medusa_connector.runs"
# {(database, run id): when it was told of last}, in this process; only a run that goes on is here.
_told = {}
_MOST_KNOWN = 1000


def tell_later(runs, is_urgent):
    """Tell of runs with the commit of this transaction.

    :param runs: `medusa.sync.run`
    :param bool is_urgent: also where they were told of a moment ago
    """
    env = runs.env
    if get_trial(env):
        # It is no run of anybody's.
        return
    waiting = env.cr.precommit.data.get(_WAITING)
    if waiting is None:
        waiting = env.cr.precommit.data[_WAITING] = {}
        env.cr.precommit.add(lambda: _tell(env))
    for run in runs:
        _backend_id, was_urgent = waiting.get(run.id, (None, False))
        waiting[run.id] = run.backend_id.id, is_urgent or was_urgent


def tell_all(backend):
    """Tell all that goes on in a store: to who listens from now on.

    :param backend: `medusa.backend`
    """
    # sudo: who may listen may read the store.
    runs = backend.env["medusa.sync.run"].sudo()
    mine = [("backend_id", "=", backend.id), ("state", "in", SHOWN_STATES)]
    _send(backend, [describe(run) for run in runs.search(mine, order="id")], is_all=True)


def _tell(env):
    waiting = env.cr.precommit.data.pop(_WAITING, {})
    now = time.monotonic()
    for run_id, (backend_id, is_urgent) in waiting.items():
        key = (env.cr.dbname, run_id)
        if not is_urgent and now - _told.get(key, -INTERVAL) < INTERVAL:
            continue
        # sudo: whoever cancels a run need not read all that is told of it.
        run = env["medusa.sync.run"].sudo().browse(run_id).exists()
        facts = describe(run) if run else describe_gone(run_id, backend_id)
        _remember(key, now if facts["state"] == "running" else None)
        _send(env["medusa.backend"].browse(backend_id), [facts])


def _remember(key, now):
    if now is None:
        _told.pop(key, None)
        return
    if len(_told) >= _MOST_KNOWN:
        _told.clear()
    _told[key] = now


def _send(backend, runs, is_all=False):
    message = {"backend_id": backend.id, "runs": runs, "is_all": is_all}
    backend.env["bus.bus"]._sendone(backend, MESSAGE, message)
