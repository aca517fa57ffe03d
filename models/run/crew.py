"""Those who work on one run at the same time: a leader, and helpers."""

import time

from ..core.locks import claim_first
from ..core.transaction import record
from .division import close, is_divided, sum_up, take_range
from .leg import Leg


class RangeLeg(Leg):
    """Takes the steps of one range.

    Whoever makes one holds the claim of the range.

    :param run: `medusa.sync.run`
    :param place: `medusa.run.range`
    :param bool is_leader: whether it tells the run's progress
    """

    def __init__(self, run, place, is_leader=False):
        super().__init__(run)
        self.place = place
        self._is_leader = is_leader

    def _is_over(self):
        return super()._is_over() or self.run.state != "running" or self.place.is_done

    def _keep(self, phase, step):
        result = super()._keep(phase, step)
        if self._is_leader:
            record(self.env, lambda: sum_up(self.run))
        return result


class LeaderLeg(Leg):
    """Takes a run's steps; where a phase was cut into ranges, it is one of those who work on them.

    Whoever makes one holds the claim of the run.
    """

    def advance(self, phase):
        """Override of `Leg` to work on a range, or to wait for those who do."""
        if not is_divided(self.run):
            return super().advance(phase)
        processed = 1
        with take_range(self.env, self.run, wait=True) as place:
            if place:
                left = None if self.end is None else max(self.end - time.monotonic(), 0)
                processed = RangeLeg(self.run, place, is_leader=True).go(left)
        record(self.env, lambda: close(self.run))
        return processed


def help_with(env, run, seconds):
    """Work on a range of a run that another process leads, if it wants one more helper.

    :param Environment env: on a cursor of the connector's own
    :param float seconds: after which no further step begins
    :return: how many records were looked at, 0 where there was nothing to do
    """
    helpers = range(1, run.backend_id.worker_count)
    with claim_first(env, f"helper.{run.id}", helpers) as number:
        if not number:
            return 0
        with take_range(env, run) as place:
            if not place:
                return 0
            processed = RangeLeg(run, place).go(seconds)
        if run.exists() and run.state != "running":
            # Its leader may be gone already.
            record(env, lambda: sum_up(run))
        return processed
