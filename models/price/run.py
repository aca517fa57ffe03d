import logging
from collections import Counter

import psycopg2

from odoo import fields, models
from odoo.exceptions import ConcurrencyError

from ...const import VERIFY_CHUNK
from ...medusa.exceptions import MedusaError
from ...sync.job import ConflictError, is_store_wide
from ...tools import commit
from ..core.failure_mixin import RETRYABLE_TYPES

_logger = logging.getLogger(__name__)


class MedusaSyncRun(models.Model):
    """The part of a run that pushes the store's price lists, one after the other.

    A price list that fails stops neither the others nor the run.
    """

    _inherit = "medusa.sync.run"

    scope = fields.Selection(
        selection_add=[("prices", "Chosen price lists")], ondelete={"prices": "cascade"}
    )
    price_list_id = fields.Many2one("medusa.price.list", readonly=True, ondelete="set null")
    price_list_counts = fields.Json(readonly=True)

    # === STEPS === #

    def _start(self):
        """Skip the products where only price lists were asked for."""
        begins = not self.phase
        result = super()._start()
        if begins and self.scope == "prices" and self.state == "running":
            self._begin_prices()
        return result

    def _count_total(self):
        if self.scope == "prices":
            return len(self.backlog or [])
        return super()._count_total()

    def _begin_prices(self):
        """Turn to the price lists."""
        self.write({"phase": "prices", "position": 0, "price_list_id": False})
        if not self._get_next_price_list():
            self._end_prices()

    def _end_prices(self):
        if self.scope == "prices":
            self._finish()
        else:
            self._begin_translations()

    def _step_prices(self):
        """Begin with the next price list, or push a further part of the present one.

        :return: how many things were done, at least 1
        """
        price_list = self.price_list_id or self._get_next_price_list()
        if not price_list:
            self._end_prices()
        elif price_list == self.price_list_id:
            self._carry_out(price_list, self._push_price_list_part)
        else:
            self._carry_out(price_list, self._start_price_list)
        return 1

    def _get_next_price_list(self):
        domain = fields.Domain("backend_id", "=", self.backend_id.id)
        domain &= fields.Domain("id", ">", self.position)
        if self.scope == "prices":
            domain &= fields.Domain("id", "in", self.backlog or [])
        elif self.trigger == "cron":
            due = fields.Domain("next_try", "=", False) | fields.Domain("next_try", "<=", "now")
            domain &= due
        return self.env["medusa.price.list"].search(domain, order="id", limit=1)

    def _carry_out(self, price_list, work):
        """Do a part of a price list's push while nobody else does.

        :param work: method that takes the price list, its pusher and a client
        """
        pushing = self.env["medusa.price.list.push"]
        client = self.backend_id._get_client()
        try:
            with client, pushing._hold(price_list):
                work(price_list, pushing, client)
        except (psycopg2.Error, ConcurrencyError):
            # Another transaction was in between: the step is done again.
            raise
        except Exception as error:
            # Whatever an extension's rule does must not stop the others.
            if not isinstance(error, MedusaError | ConflictError):
                _logger.info("Price list %s failed", price_list.id, exc_info=True)
            self.env.cr.rollback()
            self._handle_price_list_error(price_list, error)
        self._count_requests(client.requests, client.writes)

    def _start_price_list(self, price_list, pushing, client):
        self.position = price_list.id
        name = price_list.name
        operation = pushing._push_header(price_list, client)
        # The list is there, or gone, whatever becomes of its prices.
        commit(self.env)
        if not price_list.exists() or price_list._is_absent():
            if price_list.exists():
                price_list._record_success()
            self._log_price_list(name, operation, Counter())
            self.done_count += self.scope == "prices"
            return
        if price_list.needs_reading or self.force:
            pushing._read_prices(price_list, client)
        self.price_list_counts = {"operation": operation, "after": 0, "counts": {}}
        self.price_list_id = price_list

    def _push_price_list_part(self, price_list, pushing, client):
        state = self.price_list_counts
        bindings = self.env["medusa.variant.binding"].search(
            [("backend_id", "=", self.backend_id.id), ("id", ">", state["after"])],
            order="id",
            limit=VERIFY_CHUNK,
        )
        counts = Counter(state["counts"])
        if not bindings:
            self.price_list_id = False
            self.done_count += self.scope == "prices"
            price_list._record_success(dearer_count=counts["dearer"])
            self._log_price_list(price_list.name, state["operation"], counts)
            return
        counts += pushing._push_prices(price_list, bindings, client)
        self.price_list_counts = {**state, "after": bindings[-1].id, "counts": counts}

    def _push_prices_of(self, outcomes):
        """Push the price-list prices of products that were just pushed."""
        bindings = self.env["medusa.product.push"]._get_bindings(
            self.backend_id, [outcome for outcome in outcomes if not outcome.error]
        )
        variants = self.env["medusa.product.binding"].concat(*bindings.values()).variant_binding_ids
        if not variants:
            return

        def push(price_list, pushing, client):
            if price_list._is_pushable():
                pushing._push_prices(price_list, variants, client)

        for price_list in self.backend_id.price_list_ids:
            if self.state == "running" and price_list._is_pushable():
                self._carry_out(price_list, push)

    # === RECORDING === #

    def _handle_price_list_error(self, price_list, error):
        """Record the failure, and when the price list is tried again."""
        if isinstance(error, MedusaError) and is_store_wide(error):
            self._stop_for_store(error)
            return
        vals = self.env["medusa.price.list"]._prepare_failure_vals(error)
        price_list._record_failure(vals, getattr(error, "retry_after", None))
        self.write(
            {
                "position": price_list.id,
                "price_list_id": False,
                "failed_count": self.failed_count + 1,
                "done_count": self.done_count + (self.scope == "prices"),
            }
        )
        self._create_price_list_log(price_list.name, "failure", **vals)

    def _log_price_list(self, name, operation, counts):
        """Write a line if anything happened to the price list, or a person asked for it."""
        told = {key: counts[key] for key in ("created", "updated", "deleted", "refused")}
        if operation == "unchanged" and not any(told.values()) and self.scope != "prices":
            return
        result = "warning" if counts["refused"] else "success"
        told["operation"] = operation
        self._create_price_list_log(name, result, price_counts=told)

    def _create_price_list_log(self, name, result, **vals):
        self.env["medusa.sync.log"].create(
            {
                "run_id": self.id,
                "backend_id": self.backend_id.id,
                "company_id": self.company_id.id,
                "operation": "prices",
                "name": name,
                "result": result,
                **vals,
            }
        )


class MedusaSyncLog(models.Model):
    """Lines on price lists: numbers, told in the reader's language."""

    _inherit = "medusa.sync.log"

    price_counts = fields.Json(readonly=True)

    def _compute_failure_texts(self):
        result = super()._compute_failure_texts()
        texts = self.env["medusa.price.list"]._get_failure_texts()
        for log in self:
            if log.operation == "prices":
                log.failure_cause, log.failure_mend = texts.get(log.failure_type, (False, False))
        return result

    def _compute_message(self):
        result = super()._compute_message()
        for log in self.filtered("price_counts"):
            log.message = f"{log.message} {log._get_price_text()}"
        return result

    def _get_price_text(self):
        _ = self.env._
        counts = self.price_counts
        if counts["operation"] == "delete":
            return _("it was deleted in the store.")
        text = _(
            "%(created)s prices were added, %(updated)s changed, %(deleted)s removed.", **counts
        )
        if counts["refused"]:
            text += " " + _(
                "%s were left out: they are negative, or the store doesn't have the variant.",
                counts["refused"],
            )
        return text


class MedusaPriceList(models.Model):
    """What runs record on a price list."""

    _inherit = "medusa.price.list"

    def _record_success(self, **vals):
        self.write({**self._clear_failure_vals(), "tries": 0, "next_try": False, **vals})

    def _record_failure(self, vals, retry_after=None):
        """Keep a failure; what time may mend is tried again by itself, later each time.

        :param dict vals: of the failure, see `medusa.failure.mixin`
        :param float retry_after: seconds the store asked to wait
        """
        tries, next_try = self.tries + 1, False
        if vals["failure_type"] in RETRYABLE_TYPES:
            next_try = self.env["medusa.product.binding"]._get_retry_time(tries, retry_after)
            # sudo: nobody but the connector triggers its cron.
            cron = self.env.ref("medusa_connector.ir_cron_medusa_queue").sudo()
            cron._trigger(at=next_try)
        self.write({**vals, "tries": tries, "next_try": next_try})
