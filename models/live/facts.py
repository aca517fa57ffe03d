"""What is told of a run that is under way: facts without words, for readers of any language."""

from ..run.labels import get_phase_labels
from ..run.phase import KINDS, SCOPES
from ..run.run import COUNTERS, OPEN_STATES

# As long as a run is in one of them, it is shown.
SHOWN_STATES = (*OPEN_STATES, "waiting")


def describe(run):
    """Return what is told of a run, as JSON.

    :param run: `medusa.sync.run`, readable
    """
    return {
        "id": run.id,
        "backend_id": run.backend_id.id,
        "scope": run.scope,
        "state": run.state,
        "phase": run.phase,
        "done": run.done_count if run.phase == SCOPES[run.scope].main else run.phase_done,
        "total": run.phase_total,
        "progress": round(run.progress, 1),
        "seconds_left": round(run.seconds_left),
        "counts": {name: run[f"{name}_count"] for name in COUNTERS},
    }


def describe_gone(run_id, backend_id):
    """Return what is told of a run that left no trace."""
    return {"id": run_id, "backend_id": backend_id, "state": "gone"}


def get_words(env):
    """Return the words for the facts, in the reader's language: {kind: {name: word}}."""
    runs = env["medusa.sync.run"]
    words = {
        name: dict(runs._fields[name]._description_selection(env)) for name in ("scope", "state")
    }
    counters = {name: runs._fields[f"{name}_count"].get_description(env) for name in COUNTERS}
    return {
        **words,
        "phase": get_phase_labels(env),
        "count": {name: about["string"] for name, about in counters.items()},
        "icon": {name: KINDS[scope.kind] for name, scope in SCOPES.items()},
    }
