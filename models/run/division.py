"""A phase that several workers share: it is cut into ranges, and put together again.

The run is led by one process, which holds its claim and walks from phase to phase. Ranges are
claimed one by one, by the leader and by as many helpers as the store has workers beside it.
"""

from contextlib import contextmanager

from ..core.locks import claim_first
from .phase import SCOPES
from .range import SUMMED
from .workers import call_helpers


def divide(run, phase):
    """Cut a phase that begins into ranges, if the store has several workers.

    :param run: `medusa.sync.run`
    :param phase: `medusa.phase`
    :return: whether it was cut
    """
    workers = run.backend_id.worker_count
    if workers < 2 or not SCOPES[run.scope].is_shared:
        return False
    cursors = phase._divide(run, workers)
    if len(cursors) < 2:
        return False
    run.env["medusa.run.range"].create([{"run_id": run.id, "cursor": cursor} for cursor in cursors])
    # What the run had counted before: the ranges come on top of it.
    run.cursor = {"before": {name: run[name] for name in SUMMED}}
    call_helpers(run)
    return True


def is_divided(run):
    """Tell whether the run's phase is one that was cut into ranges."""
    return "before" in (run.cursor or {})


@contextmanager
def take_range(env, run, wait=False):
    """Hold a range of the run that nobody works on; yield it, or None.

    What a killed worker held is free, and is gone on with where its cursor stands.

    :param Environment env: on a cursor of the connector's own
    :param bool wait: wait for who holds the first one, as long as the cursor's lock timeout is
    """
    ranges = env["medusa.run.range"]
    is_open = [("run_id", "=", run.id), ("is_done", "=", False)]
    with claim_first(env, "range", ranges.search(is_open).ids, wait) as key:
        # Somebody may have ended it before it was claimed.
        yield ranges.search([*is_open, ("id", "=", key)]) if key else None


def sum_up(run):
    """Let the run count what its ranges have counted so far; anyone may do it at any time."""
    if not is_divided(run):
        return
    before = run.cursor["before"]
    sums = run.env["medusa.run.range"]._read_group(
        [("run_id", "=", run.id)], [], [f"{name}:sum" for name in SUMMED]
    )
    counts = {
        name: before[name] + (count or 0) for name, count in zip(SUMMED, sums[0], strict=True)
    }
    run.write({name: count for name, count in counts.items() if run[name] != count})


def close(run):
    """Turn to the next phase if all ranges are done."""
    sum_up(run)
    ranges = run.env["medusa.run.range"].search([("run_id", "=", run.id)])
    if run.state != "running" or not all(ranges.mapped("is_done")):
        return
    # The last word of the store was a failure only where it was so in each of them.
    run.failed_chunks = min(ranges.mapped("failed_chunks"), default=0)
    ranges.unlink()
    run._turn_to_next(run.phase)
