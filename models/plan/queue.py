import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.locks import claim
from ..core.sentence import get_text, keep
from ..core.transaction import new_env, record
from ..core.turns import take_turns
from ..run.run import OPEN_STATES
from .leg import go
from .shadow import Shadow

_logger = logging.getLogger(__name__)


class MedusaPlanQueue(models.AbstractModel):
    """Works through the plans that people asked for, in a job of its own: no run waits for one."""

    _name = "medusa.plan.queue"
    _description = "Queue of Medusa Plans"

    @api.model
    def _cron_plan(self):
        """Take the open plans in turns, a leg each, until they are done or the time is over."""
        mine = [("state", "in", OPEN_STATES), ("backend_id.active", "=", True)]
        plans = self.env["medusa.plan"].search(mine, order="id")

        def step(plan_id, seconds):
            return 1, 0 if self._step_plan(plan_id, seconds) else 1

        take_turns(self.env, plans.ids, step)

    @api.model
    def _step_plan(self, plan_id, seconds):
        """Go on with a plan on a cursor of its own.

        :return: whether there is nothing left to do for now
        """
        with new_env(self.env) as env, claim(env, "plan", [plan_id]) as claimed:
            plan = env["medusa.plan"].browse(plan_id).exists()
            if not claimed or plan.state not in OPEN_STATES:
                return True
            if plan.state == "queued":
                start = {"state": "running", "start_date": fields.Datetime.now()}
                record(env, lambda: plan.write(start))
            try:
                return go(env, plan, seconds)
            except Exception as error:  # noqa: BLE001 it must neither stop others nor the cron
                env.cr.rollback()
                self._break_off(env, plan, error)
                return True

    def _break_off(self, env, plan, error):
        if isinstance(error, UserError):
            failure = ("configuration", get_text(error))
        elif isinstance(error, psycopg2.errors.InsufficientPrivilege):
            text = keep(env)._(
                "A plan needs tables of its own, and Odoo's user of the database may make none. "
                "Let an administrator of PostgreSQL grant it CREATE on this database."
            )
            failure = ("configuration", text)
        else:
            _logger.error("Plan %s broke off", plan.id, exc_info=error)
            failure = ("internal", f"{type(error).__name__}: {error}")
        record(env, lambda: plan._break_off(*failure))
        Shadow(env, plan.id, plan.backend_id.id).drop()


class MedusaQueue(models.AbstractModel):
    _inherit = "medusa.queue"

    @api.model
    def _cron_queue(self):
        """Override to go on with plans where no run waits: nor do they, if their own job is off."""
        result = super()._cron_queue()
        waiting = [("state", "in", OPEN_STATES), ("backend_id.active", "=", True)]
        if not self.env["medusa.sync.run"].search_count(waiting, limit=1):
            self.env["medusa.plan.queue"]._cron_plan()
        return result
