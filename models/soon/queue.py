import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ..core.locks import claim, find_free
from ..core.transaction import commit, new_env
from ..product.selected import search_free
from ..run.jobs import delay_run, goes_by_jobs
from ..run.queue import LEG_SECONDS
from ..run.run import OPEN_STATES
from .watch import begin_with_server, keep_watching

_logger = logging.getLogger(__name__)

# {kind of changes: the scopes of the runs that push them}, what matters most to a shopper first
SCOPES_OF = {
    "stock": ("stock",),
    "pricelist": ("prices", "all_prices"),
    "product": ("products",),
}
# After a run that failed as a whole.
REST = timedelta(minutes=10)


class MedusaQueue(models.AbstractModel):
    """Pushes soon what was changed, and what has a schedule of its own."""

    _inherit = "medusa.queue"

    @api.model
    def _cron_soon(self):
        """Look for changes, push those whose time has come, and let them be looked for further.

        Odoo calls it every minute; between two calls a thread looks and calls for it.
        """
        self.env["medusa.schedule"]._queue_due()
        self.env["ir.cron"]._commit_progress(0)
        self._look_for_changes()
        self._push_soon()
        if self._get_soon_stores():
            keep_watching(self.env.cr.dbname)

    def _register_hook(self):
        super()._register_hook()
        begin_with_server(self.env.cr.dbname)

    @api.model
    def _get_soon_stores(self):
        return self.env["medusa.backend"].search([("push_soon", "=", True)])

    @api.model
    def _look_for_changes(self):
        """Write down what changed in each store, and queue what is ripe.

        :return: whether there is a run of which no process takes steps
        """
        commit(self.env)
        for backend in self._get_soon_stores():
            try:
                self._look_at_store(backend.id)
            except psycopg2.OperationalError:
                # Another process writes the same: the next look comes soon.
                _logger.debug("%s: changes aren't looked for now", backend.id, exc_info=True)
            except Exception:
                # One store's trouble must not stop the others.
                _logger.warning("%s: changes can't be looked for", backend.id, exc_info=True)
        # They were made on other cursors.
        commit(self.env)
        return bool(find_free(self.env, "run", self._get_soon_runs().ids))

    def _look_at_store(self, backend_id):
        """Look at one store on a cursor of its own, unless another process just does."""
        with new_env(self.env) as env, claim(env, "soon", [backend_id]) as claimed:
            backend = env["medusa.backend"].browse(backend_id)
            if claimed:
                env["medusa.change.notice"]._look(backend)
                # What waits is only made known by what is committed.
                commit(env)
                env[self._name]._settle(backend)
                env[self._name]._queue_ripe(backend)
                commit(env)

    # === QUEUEING === #

    def _queue_ripe(self, backend):
        """Queue a run for each kind of changes whose time has come."""
        if not self._may_queue(backend):
            return
        changes = self.env["medusa.change"]
        for kind, scopes in SCOPES_OF.items():
            waiting = changes._get_waiting(backend, kind)
            if changes._is_ripe(backend, waiting) and not self._get_soon_runs(backend, scopes):
                self._queue_changes(backend, kind, waiting)
                waiting._take()

    def _may_queue(self, backend):
        """Tell whether a run could do something now: one that must fail is not made."""
        if backend.connection_state not in ("ok", "unchecked") or not backend.api_key_set:
            return False
        if not backend._is_own_database() or self.env["medusa.guard"]._is_paused(backend):
            return False
        failed = self.env["medusa.sync.run"].search_count(
            [
                ("backend_id", "=", backend.id),
                ("trigger", "=", "soon"),
                ("state", "=", "failed"),
                ("end_date", ">", fields.Datetime.now() - REST),
            ],
            limit=1,
        )
        return not failed

    def _queue_changes(self, backend, kind, changes):
        """Queue the runs that push some changes of a kind."""
        ids = changes.mapped("res_id")
        if kind == "stock":
            backend._queue_run("soon", ids, scope="stock")
        elif kind == "product":
            backend._queue_run("soon", ids)
        else:
            lists = backend.price_list_ids.filtered(lambda row: row.pricelist_id.id in ids)
            if lists:
                backend._queue_run("soon", lists.ids, scope="prices")
            if set(ids) & set(backend.price_line_ids.pricelist_id.ids):
                # Which products a rule was for isn't known: all are compared.
                backend._queue_run("soon", scope="all_prices")

    def _get_soon_runs(self, backend=None, scopes=None):
        """Return the open runs that push soon.

        One over all prices counts as such whoever asked for it: there is one of them at a time.
        """
        domain = ["|", ("trigger", "=", "soon"), ("scope", "=", "all_prices")]
        domain += [("state", "in", OPEN_STATES)]
        domain += [("backend_id", "=", backend.id)] if backend else []
        domain += [("scope", "in", scopes)] if scopes else []
        return self.env["medusa.sync.run"].search(domain, order="id")

    # === WHAT CAME OF IT === #

    def _settle(self, backend):
        """Close the changes whose runs are over, or let them be queued once more."""
        for kind, scopes in SCOPES_OF.items():
            taken = self.env["medusa.change"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("kind", "=", kind),
                    ("is_open", "=", True),
                    ("taken_at", "!=", False),
                ]
            )
            if taken and not self._get_soon_runs(backend, scopes):
                self._settle_kind(backend, kind, scopes, taken)

    def _settle_kind(self, backend, kind, scopes, taken):
        last = self.env["medusa.sync.run"].search(
            [("backend_id", "=", backend.id), ("trigger", "=", "soon"), ("scope", "in", scopes)],
            limit=1,
        )
        if last.state in ("failed", "cancelled") and last.end_date >= min(taken.mapped("taken_at")):
            taken.write({"taken_at": False})
            return
        left = taken.filtered(lambda change: change.seen_at > change.taken_at)
        if kind == "product":
            free = list(search_free(backend, [("id", "in", taken.mapped("res_id"))]))
            due = self.env["medusa.product.changes"]._get_due(backend, free)
            left |= taken.filtered(lambda change: change.res_id in due)
        if kind == "pricelist" and last.end_date:
            self._measure(backend, taken, last.end_date)
        if kind != "product":
            for change in left:
                change.first_at = change.last_at
        (taken - left)._close()
        left._reopen()

    def _measure(self, backend, changes, end):
        # Ends are kept in whole seconds: it was over by the next one.
        end += timedelta(seconds=1)
        ages = [(end - change.first_at).total_seconds() for change in changes]
        # A run that found nothing to do left no trace: the last one is an earlier one then.
        ages = [("price", age) for age in ages if age > 0]
        self.env["medusa.freshness"]._add(backend, ages)

    # === WORK === #

    def _push_soon(self):
        """Take the steps of the runs that push soon, in turns, as they were queued.

        What is to follow on one of them, as pictures on texts, is taken up as well.
        """
        crons, busy = self.env["ir.cron"], set()
        while True:
            # They were made on other cursors.
            commit(self.env)
            runs = self._get_soon_runs()
            for run in runs.filtered(lambda run: goes_by_jobs(run.backend_id)):
                delay_run(run)
                busy.add(run.id)
            run_ids = [key for key in runs.ids if key not in busy]
            for run_id in run_ids:
                processed, remaining = self._step_run(run_id, seconds=LEG_SECONDS)
                if not processed and not remaining:
                    # It is over, or another process takes its steps.
                    busy.add(run_id)
                elif not remaining:
                    self._look_for_changes()
                if not crons._commit_progress(processed, remaining=len(run_ids)):
                    return
            if not run_ids:
                crons._commit_progress(remaining=0)
                return
