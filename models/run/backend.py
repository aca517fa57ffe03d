from odoo import api, fields, models

from ..core.trial import get_trial
from ..store.rights import check_may_push
from .idle import check_goes_on
from .jobs import delay_open
from .run import OPEN_STATES, PERSONS
from .toast import make_run_toast


class MedusaBackend(models.Model):
    """A store's runs: the last one, the open one, and how further ones are asked for."""

    _inherit = "medusa.backend"

    run_ids = fields.One2many("medusa.sync.run", "backend_id")
    scanned_at = fields.Datetime("Index Read", readonly=True, copy=False)
    connection_count = fields.Integer(
        "Connections",
        default=2,
        help="How many requests the store gets at the same time. They become fewer by themselves "
        "where it slows down or fails.",
    )

    _connection_count_bounded = models.Constraint(
        "CHECK (connection_count BETWEEN 1 AND 8)", "There are between 1 and 8 connections."
    )

    # === ACTION METHODS === #

    def action_sync_now(self):
        """Queue a run over all products; the cron begins with it at once, in the background."""
        check_may_push(self.env)
        self.check_access("read")
        runs = self.env["medusa.sync.run"]
        for backend in self:
            runs |= backend._queue_run("manual").sudo(False)
        self._trigger_queue_sudo()
        return make_run_toast(
            self.env._(
                "The products of %s are pushed in the background.",
                ", ".join(self.mapped("name")),
            ),
            runs,
        )

    def action_accept_new_store(self):
        """Forget what was known of the former store: what is under way knows it alone."""
        open_runs = self.run_ids.filtered(lambda run: run.state in (*OPEN_STATES, "waiting"))
        open_runs.action_cancel()
        # sudo: nobody but the connector writes it.
        self.sudo().scanned_at = False
        return super().action_accept_new_store()

    # === BUSINESS METHODS === #

    def _queue_run(self, trigger, chosen=None, force=False, scope=None, is_waited_for=True):
        """Return a new run, or the open one over everything where that is what is asked for.

        :param str trigger: see `medusa.sync.run`
        :param chosen: ids of the records to push, products by default; None for all
        :param bool force: compare with what the store really holds
        :param str scope: see `medusa.sync.run`
        :param bool is_waited_for: a person who asks waits for the queue, and not for nothing
        :raise UserError: nothing would go on with it, where a person asks
        """
        self.ensure_one()
        if trigger in PERSONS:
            check_goes_on(self, is_at_once=not is_waited_for)
        scope = scope or ("full" if chosen is None else "products")
        # sudo: users start runs, nobody writes them.
        runs = self.env["medusa.sync.run"].sudo()
        if chosen is None:
            mine = [("backend_id", "=", self.id), ("scope", "=", scope)]
            as_thorough = [("force", "=", True)] if force else []
            present = runs.search([*mine, ("state", "in", OPEN_STATES), *as_thorough], limit=1)
            if present:
                return present
        return runs.create(
            {
                "backend_id": self.id,
                "user_id": self.env.uid,
                "trigger": trigger,
                "scope": scope,
                "chosen": None if chosen is None else sorted(chosen),
                "force": force,
            }
        )

    @api.model
    def _trigger_queue_sudo(self, at=None):
        """Call the queue's cron at a time (UTC), or as soon as this transaction is committed.

        A run on trial has nothing that anybody need come back to.
        """
        if get_trial(self.env):
            return
        if at is None:
            delay_open(self.env)
        # sudo: users may not read crons; this one does nothing but what is queued.
        cron = self.env["ir.cron"]._get_medusa_cron_sudo("queue")
        if cron:
            cron._trigger(at=at)
