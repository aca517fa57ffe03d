"""The last and the next run of a store, of each kind."""

from odoo import fields

from ..live.facts import SHOWN_STATES
from ..run.labels import get_kind_labels
from ..run.phase import KINDS, SCOPES
from ..run.run import COUNTERS
from ..soon.schedule import KIND_SCOPES


def describe_runs(backends):
    """Return {store: [what is told of a kind of run that there was, or that is to come]}, JSON.

    Times are UTC, as Odoo writes them.

    :param backends: `medusa.backend`
    """
    labels = get_kind_labels(backends.env)
    last, following = _find_last(backends), _find_next(backends)
    return {
        backend: [
            {
                "kind": kind,
                "icon": icon,
                "label": labels[kind],
                "last": run and _describe_last(run),
                "next": following.get((backend, kind)),
            }
            for kind, icon in KINDS.items()
            if (run := last.get((backend, kind))) or following.get((backend, kind))
        ]
        for backend in backends
    }


def _find_last(backends):
    """Return {(store, kind): the last run that is over}."""
    runs = backends.env["medusa.sync.run"]
    groups = runs._read_group(
        [("backend_id", "in", backends.ids), ("state", "not in", SHOWN_STATES)],
        ["backend_id", "scope"],
        ["id:max"],
    )
    last = {}
    for backend, scope, run_id in groups:
        key = (backend, SCOPES[scope].kind)
        last[key] = max(last.get(key, 0), run_id)
    # All of them, so that they are read at once.
    by_id = {run.id: run for run in runs.browse(last.values())}
    return {key: by_id[run_id] for key, run_id in last.items()}


def _find_next(backends):
    """Return {(store, kind): when the next one begins by itself, as Odoo writes times}."""
    found = {}
    # sudo: when they run is told to who may see the stores.
    crons = backends.env["ir.cron"].sudo()
    stock = crons._get_medusa_cron_sudo("stock")
    # In a test nothing begins by itself.
    for backend in backends.filtered(lambda row: row.active and row.stage == "live"):
        if backend.next_run:
            found[backend, "full"] = backend.next_run
        if stock.active and backend.push_stock:
            found[backend, "stock"] = stock.nextcall
        for schedule in backend.schedule_ids:
            key = backend, SCOPES[KIND_SCOPES[schedule.kind]].kind
            found[key] = min(found.get(key, schedule.next_time), schedule.next_time)
    return {key: fields.Datetime.to_string(time) for key, time in found.items()}


def _is_told(run):
    """Tell whether the store itself says why the run failed: its card says it once."""
    backend = run.backend_id
    # A run of a copied database fails for its configuration.
    told = (backend.failure_type, "configuration")
    return backend.connection_state != "ok" and run.failure_type in told


def _describe_last(run):
    return {
        "id": run.id,
        "date": fields.Datetime.to_string(run.start_date or run.create_date),
        "seconds": round(run.duration, 1),
        "state": run.state,
        "counts": {name: run[f"{name}_count"] for name in COUNTERS},
        # Why it failed, or asked: in short.
        "cause": run.failure_cause if run.state == "failed" and not _is_told(run) else False,
    }
