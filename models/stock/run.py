import logging

import pytz

from odoo import api, fields, models

from ...const import STOCK_CHUNK
from ...medusa.exceptions import MedusaError
from ..run.run import OPEN_STATES

_logger = logging.getLogger(__name__)


class MedusaSyncRun(models.Model):
    """A run over the stock of a store: it walks over the variants and pushes what differs.

    It leaves a record only if there was something to do: most runs find nothing.
    """

    _inherit = "medusa.sync.run"

    scope = fields.Selection(selection_add=[("stock", "Stock")], ondelete={"stock": "cascade"})
    phase = fields.Selection(
        selection_add=[("stock", "Comparing stock")], ondelete={"stock": "set null"}
    )
    stock_reserved = fields.Json("Reserved in Medusa", readonly=True)

    def _step(self):
        if self.scope != "stock":
            return super()._step()
        if self.state == "queued":
            self._start_stock()
            return 1
        return self._step_stock()

    def _start_stock(self):
        backend = self.backend_id
        reason = backend._get_refusal(self.trigger) or backend._get_stock_refusal()
        if reason:
            self._refuse_stock(*reason)
            return
        try:
            reserved, requests = self.env["medusa.stock.push"]._read_reserved(backend)
        except MedusaError as error:
            self._stop_for_store(error)
            return
        self.write(
            {
                "state": "running",
                "phase": "stock",
                "start_date": fields.Datetime.now(),
                "total": self._search_stock_bindings(0, count=True),
                "stock_reserved": reserved,
                "request_count": requests,
            }
        )

    def _refuse_stock(self, failure_type, detail):
        """Say why no stock is pushed, but only once: the next run comes in a quarter of an hour."""
        if self.trigger == "cron" and self._was_told(failure_type, detail):
            self._drop()
        else:
            self._fail(failure_type, detail)

    def _was_told(self, failure_type, detail):
        """Tell whether the last stock run of this store said the same."""
        last = self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("scope", "=", "stock"),
                ("id", "<", self.id),
            ],
            limit=1,
        )
        return (last.failure_type, last.failure_detail) == (failure_type, detail)

    def _step_stock(self):
        """Compare a chunk of variants, and push what differs."""
        bindings = self._search_stock_bindings(self.position)
        if not bindings:
            self._finish_stock()
            return 1
        last_id = bindings[-1].id
        result = self.env["medusa.stock.push"]._push(
            self.backend_id, bindings, self, self.stock_reserved or {}, verify=self.force
        )
        self.position = last_id
        self.done_count += len(bindings)
        if result.levels or result.store_error:
            self._after_stock_chunk(result)
        return len(bindings)

    def _after_stock_chunk(self, result):
        _logger.info(
            "%s: stock run %s, %s of %s variants: %s updated, %s failed",
            self.backend_id.name, self.id, self.done_count, self.total, self.updated_count,
            self.failed_count,
        )  # fmt: skip
        if result.store_error:
            self._stop_for_store(result.store_error.error)

    def _search_stock_bindings(self, position, count=False):
        """Return the next chunk of variants that are in the store, or how many there are."""
        domain = [
            ("backend_id", "=", self.backend_id.id),
            ("product_id", "!=", False),
            ("product_binding_id.state", "!=", "withdrawn"),
            ("id", ">", position),
        ]
        bindings = self.env["medusa.variant.binding"]
        if count:
            return bindings.search_count(domain)
        return bindings.search(domain, order="id", limit=STOCK_CHUNK)

    def _finish_stock(self):
        backend = self.backend_id
        if self.force:
            backend.stock_verified_on = backend._get_stock_day()
        problem = backend.stock_problem
        if problem and not self._was_told("configuration", problem):
            self.write({"failure_type": "configuration", "failure_detail": problem})
            self._log_run("warning")
        elif self.trigger == "cron" and not self._did_something():
            self._drop()
            return
        elif problem:
            # Kept, so that the next run knows that it was said.
            self.write({"failure_type": "configuration", "failure_detail": problem})
        self._finish()

    def _did_something(self):
        return bool(self.updated_count or self.failed_count or self.log_ids)

    def _drop(self):
        """Leave no trace of a run that had nothing to do."""
        self.state = "cancelled"
        self.unlink()


class MedusaBackend(models.Model):
    """When the stock of a store is pushed."""

    _inherit = "medusa.backend"

    @api.model
    def _cron_stock(self):
        """Push the differences of every store that counts stock.

        Odoo calls it again while a run isn't through; that run is gone on with then.
        """
        for backend in self.search([("push_stock", "=", True)]):
            if not backend._is_paused():
                backend._queue_stock_run("cron", verify=backend._is_stock_verification_due())
        self.env["ir.cron"]._commit_progress(0)
        self._work_through_queue(scopes=("stock",))

    def _queue_stock_run(self, trigger, verify=False):
        """Return a new stock run, or the one that is open.

        :param bool verify: compare with what the store holds, not with what was pushed
        """
        self.ensure_one()
        # sudo: users start runs, nobody writes them.
        runs = self.env["medusa.sync.run"].sudo()
        present = runs.search(
            [
                ("backend_id", "=", self.id),
                ("scope", "=", "stock"),
                ("state", "in", OPEN_STATES),
                *([("force", "=", True)] if verify else []),
            ],
            limit=1,
        )
        return present or runs.create(
            {
                "backend_id": self.id,
                "user_id": self.env.uid,
                "trigger": trigger,
                "scope": "stock",
                "force": verify,
            }
        )

    def _is_stock_verification_due(self):
        """Tell whether this day's comparison with the store itself is still to come.

        What was pushed may have been changed in Medusa by hand; nothing tells it to Odoo.
        """
        return self.stock_verified_on != self._get_stock_day()

    def _get_stock_day(self):
        """Return today's date where the company is: the verification comes after midnight."""
        zone = pytz.timezone(self.company_id.partner_id.tz or "UTC")
        return fields.Datetime.now().astimezone(zone).date()

    def _get_stock_refusal(self):
        """Return (failure type, text) why no stock can be pushed, or None."""
        if not self._get_stock_lines():
            text = self.env._("%s doesn't push stock.", self.name)
            return "configuration", self.stock_problem or text
        return None
