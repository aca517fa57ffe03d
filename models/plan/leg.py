"""The steps of a run that plans, as long as one process takes them."""

import time

from ...medusa.stand_in import StandIn
from ..core.transaction import record
from ..core.trial import TRIAL, Trial
from ..live.teller import INTERVAL
from ..run.leg import Leg
from ..run.run import OPEN_STATES
from .shadow import Shadow


class PlanLeg(Leg):
    """Takes the steps of a plan's run, and tells the plan how far it is.

    :param run: `medusa.sync.run` of a shadow
    :param plan: `medusa.plan`, which is no part of the shadow
    """

    def __init__(self, run, plan):
        super().__init__(run)
        self.plan = plan.with_env(self.env)
        self._told = 0.0

    def _is_over(self):
        self.plan.invalidate_recordset(["state"])
        return super()._is_over() or not self.plan.exists() or self.plan.state != "running"

    def _keep(self, phase, step):
        result = super()._keep(phase, step)
        record(self.env, self._follow)
        return result

    def _follow(self):
        self.plan._follow(self.run)
        if time.monotonic() - self._told >= INTERVAL:
            self._told = time.monotonic()
            self.plan._tell()


def go(env, plan, seconds):
    """Go on with a plan; the caller holds its claim.

    :param Environment env: on a cursor of the connector's own
    :param plan: `medusa.plan`
    :param float seconds: after which no further step begins
    :return: whether it is over
    """
    shadow = Shadow(env, plan.id, plan.backend_id.id)
    with shadow.entered():
        stand_in = StandIn(shadow.load_shelf())
        trial = Trial(shadow.schema, stand_in)
        context = {TRIAL: trial, "tracking_disable": True}
        planned = plan.with_context(**context)
        run = planned._find_run()
        run = run or record(run.env, planned._begin)
        leg = PlanLeg(run, planned)
        try:
            leg.go(seconds)
        finally:
            env.cr.rollback()
            record(env, lambda: shadow.save_shelf(stand_in.shelf))
        run = planned._find_run()
        is_over = not run or run.state not in OPEN_STATES
        if is_over:
            record(run.env, lambda: planned._end(run))
    if is_over or not plan.exists() or plan.state != "running":
        shadow.drop()
        return True
    return False
