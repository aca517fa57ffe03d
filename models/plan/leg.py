"""The steps of a run that plans, as long as one process takes them."""

import time

from odoo.exceptions import UserError

from ...medusa.stand_in import StandIn
from ..core.sentence import keep
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
    :param Shadow shadow: see `shadow`
    """

    def __init__(self, run, plan, shadow):
        super().__init__(run)
        self.plan = plan.with_env(self.env)
        self.shadow = shadow
        self._told = 0.0

    def _is_over(self):
        self.plan.invalidate_recordset(["state"])
        return super()._is_over() or not self.plan.exists() or self.plan.state != "running"

    def _begin(self, phase, cursor):
        self.shadow.forget_deleted()
        return super()._begin(phase, cursor)

    def _make_landing(self, phase, flight):
        land = super()._make_landing(phase, flight)

        def forget_and_land(cursor):
            self.shadow.forget_deleted()
            return land(cursor)

        return forget_and_land

    def _write_down(self, phase, step):
        # Somebody may have deleted a product while it was under way.
        self.shadow.forget_deleted()
        result = super()._write_down(phase, step)
        self.plan._follow(self.run)
        return result

    def _keep(self, phase, step):
        result = super()._keep(phase, step)
        if time.monotonic() - self._told >= INTERVAL:
            self._told = time.monotonic()
            record(self.env, self.plan._tell)
        return result


def go(env, plan, seconds):
    """Go on with a plan; the caller holds its claim.

    :param Environment env: on a cursor of the connector's own
    :param plan: `medusa.plan`
    :param float seconds: after which no further step begins
    :return: whether it is over
    """
    shadow, address = Shadow(env, plan.id, plan.backend_id.id), plan.backend_id.url
    # Not of the shadow: it holds no key.
    keys = plan.backend_id._read_api_keys_sudo()
    with shadow.entered():
        if shadow.is_new:
            record(env, plan._forget_findings)
        if plan.backend_id.url != address:
            raise UserError(
                keep(env)._("The store's address was changed while the plan was made. Plan again.")
            )
        stand_in = StandIn(shadow.load_shelf())
        trial = Trial(shadow.schema, stand_in, keys)
        context = {TRIAL: trial, "tracking_disable": True}
        planned = plan.with_context(**context)
        run = planned._find_run()
        run = run or record(run.env, planned._begin)
        leg = PlanLeg(run, planned, shadow)
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
