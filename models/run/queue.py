import logging
import zlib
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ...const import RETRY_FIRST_MINUTES, RETRY_LONGEST_MINUTES
from ...medusa.exceptions import MedusaAuthenticationError
from ...tools import commit
from .run import OPEN_STATES

_logger = logging.getLogger(__name__)


class MedusaBackend(models.Model):
    """When a store is pushed to: the crons, the buttons, and what keeps them from it."""

    _inherit = "medusa.backend"

    scanned_at = fields.Datetime("Index Read", readonly=True, copy=False)
    last_run_id = fields.Many2one("medusa.sync.run", compute="_compute_last_run_id")
    open_run_id = fields.Many2one("medusa.sync.run", compute="_compute_last_run_id")

    @api.depends("run_ids.state")
    def _compute_last_run_id(self):
        runs = self.env["medusa.sync.run"]
        for backend in self:
            mine = [("backend_id", "=", backend.id)]
            backend.last_run_id = runs.search([*mine, ("scope", "=", "full")], limit=1)
            backend.open_run_id = runs.search(
                [
                    *mine,
                    ("scope", "!=", "stock"),
                    ("state", "in", (*OPEN_STATES, "waiting")),
                ],
                limit=1,
            )

    # === ACTION METHODS === #

    def action_sync_now(self):
        """Queue a run over all products; the cron begins with it at once, in the background."""
        self._check_may_push()
        self.check_access("read")
        for backend in self:
            backend._queue_run("manual")
        self._trigger_queue_sudo()
        return self._notify(
            self.env._(
                "The products of %s are pushed in the background. Follow it under Medusa, Runs.",
                ", ".join(self.mapped("name")),
            )
        )

    # === CRONS === #

    @api.model
    def _cron_sync(self):
        """Push every active store: queue a run for each, then work through the queue.

        Odoo calls it again and again while work remains; runs that this call left open are gone on
        with before new ones are made.
        """
        for backend in self._get_backends_to_queue():
            backend._queue_run("cron")
        self.env["ir.cron"]._commit_progress(0)
        self._work_through_queue()

    @api.model
    def _get_backends_to_queue(self):
        """Return the stores that had no turn yet in this round of the schedule.

        A round lasts as long as a run over all products of one of them is open.
        """
        runs = self.env["medusa.sync.run"]
        mine = [("scope", "=", "full"), ("backend_id.active", "=", True)]
        going_on = runs.search([*mine, ("state", "in", OPEN_STATES)], order="id")
        if "cron" in going_on.mapped("trigger"):
            return self.browse()
        backends = self.search([])
        if going_on:
            after = [*mine, ("trigger", "=", "cron"), ("id", ">", going_on[0].id)]
            backends -= runs.search(after).backend_id
        return backends

    @api.model
    def _cron_queue(self):
        """Do what buttons asked for and what failures postponed."""
        for backend in self.search([]):
            try:
                with self.env.cr.savepoint():
                    backend._queue_due()
            except Exception:
                # One store's trouble must not stop the others.
                _logger.warning("%s: nothing is retried", backend.name, exc_info=True)
        self.env["ir.cron"]._commit_progress(0)
        self._work_through_queue()

    @api.model
    def _work_through_queue(self, scopes=None):
        """Take the open runs in turns, a step each, until they are done or the time is over.

        One store's trouble doesn't stop another's run.

        :param scopes: of the runs to take; all of them if it is None
        """
        domain = [("state", "in", OPEN_STATES), ("backend_id.active", "=", True)]
        if scopes is not None:
            domain.append(("scope", "in", scopes))
        run_ids = self.env["medusa.sync.run"].search(domain, order="id").ids
        while run_ids:
            for run_id in list(run_ids):
                processed, remaining = self._step_run(run_id)
                if not remaining:
                    run_ids.remove(run_id)
                seconds = self.env["ir.cron"]._commit_progress(
                    processed, remaining=len(run_ids) and max(remaining, len(run_ids))
                )
                if not seconds:
                    return

    @api.model
    def _step_run(self, run_id):
        """Do a run's next step on a cursor of its own.

        :return: (products looked at, how many remain; 0 when the run is over)
        """
        with self._new_env() as env, self._hold_run(env, run_id) as is_mine:
            run = env["medusa.sync.run"].browse(run_id).exists()
            if not is_mine or run.state not in OPEN_STATES or not run.backend_id.active:
                return 0, 0
            try:
                processed = run._step_and_commit()
            except Exception as error:  # noqa: BLE001 it is logged by `_break_off`
                # Whatever it is, it must neither stop the other stores nor deactivate the cron.
                env.cr.rollback()
                run._break_off(error)
                commit(env)
                return 1, 0
            if not run.exists() or run.state not in OPEN_STATES:
                return processed, 0
            return processed, max(run.total - run.done_count, 1)

    @contextmanager
    def _new_env(self):
        """Yield an environment on a new cursor: what it commits, no caller can roll back."""
        with self.env.registry.cursor() as cr:
            # A caller that changed the store in its own transaction waits for us: without a limit
            # both would wait for ever. Pushes hold no lock while they wait for the network.
            cr.execute("SET lock_timeout = '10s'")
            cr.commit()  # pylint: disable=invalid-commit
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    @contextmanager
    def _hold_run(self, env, run_id):
        """Yield whether this process alone works on the run."""
        space = zlib.crc32(b"medusa_connector.run") - 2**31
        query = SQL("SELECT pg_try_advisory_lock(%s, %s)", space, run_id)
        [(is_mine,)] = env.execute_query(query)
        commit(env)
        try:
            yield is_mine
        finally:
            if is_mine:
                env.cr.rollback()
                env.execute_query(SQL("SELECT pg_advisory_unlock(%s, %s)", space, run_id))
                commit(env)

    # === QUEUE === #

    def _queue_run(self, trigger, products=None, force=False):
        """Return a new run, or the open one over all products where that is what is asked for."""
        self.ensure_one()
        # sudo: users start runs, nobody writes them.
        runs = self.env["medusa.sync.run"].sudo()
        if products is None:
            present = runs.search(
                [
                    ("backend_id", "=", self.id),
                    ("scope", "=", "full"),
                    ("state", "in", OPEN_STATES),
                ],
                limit=1,
            )
            if present:
                return present
        return runs.create(
            {
                "backend_id": self.id,
                "user_id": self.env.uid,
                "trigger": trigger,
                "scope": "full" if products is None else "products",
                "backlog": None if products is None else sorted(products),
                "force": force,
            }
        )

    def _queue_due(self):
        """Queue what a failure postponed until now: the whole store, or some products."""
        self.ensure_one()
        if self._is_pause_over():
            self._queue_run("retry")
        elif not self._is_paused() and not self._is_retrying():
            self._queue_retries()

    def _is_retrying(self):
        """Tell whether failed products are being retried: they stay due until their turn."""
        open_retry = [("trigger", "=", "retry"), ("state", "in", OPEN_STATES)]
        runs = self.env["medusa.sync.run"]
        return bool(runs.search_count([("backend_id", "=", self.id), *open_retry], limit=1))

    def _queue_retries(self):
        """Queue the failed products whose waiting time is over."""
        self.ensure_one()
        bindings = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", self.id),
                ("state", "=", "error"),
                ("next_try", "<=", fields.Datetime.now()),
                ("product_tmpl_id", "in", self._search_selection()),
            ]
        )
        if bindings:
            self._queue_run("retry", bindings.product_tmpl_id.ids)

    @api.model
    def _trigger_queue_sudo(self):
        """Call the queue's cron as soon as this transaction is committed."""
        # sudo: users may not read crons; this one does nothing but what is queued.
        self.env.ref("medusa_connector.ir_cron_medusa_queue").sudo()._trigger()

    def _queue_products(self, products):
        """Let the cron push a large selection.

        :return: a client action: a toast
        """
        for backend in self:
            selected = list(backend._search_selection([("id", "in", products.ids)]))
            if selected:
                backend._queue_run("button", selected, force=True)
        self._trigger_queue_sudo()
        return self._notify(
            self.env._(
                "%s products are queued: they are pushed in the background, in the next minutes. "
                "Follow it under Medusa, Runs.",
                len(products),
            )
        )

    # === MAY IT BE PUSHED === #

    def _get_refusal(self, trigger):
        """Return (failure type, text) why nothing may be pushed, or None.

        The connection is tested on the way if that was long ago.
        """
        self.ensure_one()
        reason = self._get_local_refusal()
        if reason:
            return reason
        if self._is_paused() and trigger in ("cron", "retry"):
            return self.failure_type, self.failure_detail
        if not self._was_tested_today():
            error = self._test_connection()
            if error:
                self._handle_store_failure(error)
        if self.connection_state == "other_store":
            return "configuration", self._get_connection_text()
        if self.failure_type:
            return self.failure_type, self.failure_detail
        return None

    def _get_refusal_midway(self, trigger):
        """Return why a run that has begun may not go on, see `_get_refusal`.

        The database may have been copied since, the key taken away, or the address changed.
        """
        if self.connection_state in ("unchecked", "other_store"):
            return self._get_refusal(trigger)
        return self._get_local_refusal()

    def _get_local_refusal(self):
        """Return (failure type, text) of what needs no request to be known, or None."""
        if not self._read_api_keys_sudo().get(self.id):
            return "configuration", self.env._("The secret API key isn't set.")
        if not self._is_own_database():
            self.connection_state = "copied"
            return "configuration", self._get_connection_text()
        return None

    def _is_paused(self):
        return bool(self.paused_until and self.paused_until > fields.Datetime.now())

    def _is_pause_over(self):
        return self.connection_state == "paused" and not self._is_paused()

    def _was_tested_today(self):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        return (
            self.connection_state == "ok"
            and self.connection_checked_at
            and self.connection_checked_at > yesterday
        )

    def _handle_store_failure(self, error):
        """Pause the store: longer with each failure in a row, or as long as it asked for."""
        failures = self.failures + 1
        minutes = min(RETRY_FIRST_MINUTES * 2 ** (failures - 1), RETRY_LONGEST_MINUTES)
        seconds = max(minutes * 60, getattr(error, "retry_after", None) or 0)
        vals = self.env["medusa.failure.mixin"]._prepare_failure_vals(error)
        # A refused key doesn't heal with time: it waits for another key.
        refused = isinstance(error, MedusaAuthenticationError)
        self.write(
            {
                "connection_state": "failed" if refused else "paused",
                "failures": failures,
                "paused_until": fields.Datetime.add(fields.Datetime.now(), seconds=seconds),
                "failure_type": vals["failure_type"],
                "failure_detail": vals["failure_detail"],
            }
        )
        if not refused:
            self.env.ref("medusa_connector.ir_cron_medusa_queue")._trigger(at=self.paused_until)

    def _handle_store_success(self):
        if self.failures or self.connection_state == "paused":
            self.write({**self._healthy_vals(), "connection_state": "ok"})

    def _warn_managers(self, run):
        """Tell the managers that a run waits for them."""
        texts = (run.failure_cause, run.failure_detail, run.failure_mend)
        self.message_post(body=" ".join(texts))

    # === IDENTITY === #

    def _get_databases(self):
        """Return the uuids under which this Odoo database pushed to the store."""
        return frozenset([self.database_uuid, *(self.former_database_uuids or [])])

    def _get_lock_space(self):
        """Return the first key of this store's advisory locks, a signed 32-bit number."""
        return zlib.crc32(f"medusa_connector.product.{self.id}".encode()) - 2**31
