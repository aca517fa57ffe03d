import logging
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from odoo import models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ...medusa.exceptions import MedusaError
from ...sync.failures import ConflictError, is_store_wide
from ...sync.price_list import PriceListPush
from ..core.locks import claim
from ..run.phase import Record, Step

_logger = logging.getLogger(__name__)

# Variants whose prices are computed and compared at once.
PRICES_CHUNK = 500


@dataclass
class ListWork:
    """What became of one price list, or of a part of it.

    :param name: of the list
    :param operation: create, update, delete or unchanged; None while its prices are under way
    :param counts: numbers of prices, see `medusa.price.list.push`
    :param error: why it failed
    :param part: what was sent of its prices before it failed
    """

    price_list: Any
    name: str
    operation: str | None = None
    counts: Counter = field(default_factory=Counter)
    error: Exception | None = None
    part: Any = None


class MedusaPhasePriceLists(models.AbstractModel):
    """Pushes the store's price lists, one after the other: first the list, then its prices.

    One that fails stops neither the others nor the run. Where products were chosen, only their
    prices are pushed, to the lists that are in the store.
    """

    _name = "medusa.phase.price_lists"
    _description = "Pushing Price Lists to Medusa"
    _inherit = ["medusa.phase"]

    def _count(self, run):
        return len(run.chosen or [])

    def _is_wanted(self, run):
        return bool(self._get_next(run, 0))

    def _begin(self, run):
        return {"after": 0, "list": None}

    def _step(self, run, client, cursor):
        """Begin with the next price list."""
        price_list = self._get_next(run, cursor["after"])
        cursor = {"after": price_list.id, "list": None}
        if not price_list:
            return Step(None)
        with ExitStack() as stack:
            if not stack.enter_context(claim(self.env, "price_list", price_list.ids, wait=True)):
                # Another process is still at it.
                return Step({**cursor, "after": price_list.id - 1})
            note = self.env["medusa.written"]._get_note(run)
            databases, keeps = run.backend_id._get_databases(), run._keeps_changes()
            push = PriceListPush(client, databases, keeps, note)
            step = self._guard(price_list, cursor, lambda: self._begin_list(run, price_list, push))
            step.held = stack.pop_all()
            return step

    def _get_next(self, run, after):
        domain = Domain("backend_id", "=", run.backend_id.id) & Domain("id", ">", after)
        if run.scope == "prices":
            domain &= Domain("id", "in", run.chosen or [])
        elif run.trigger == "cron":
            domain &= Domain("next_try", "=", False) | Domain("next_try", "<=", "now")
        lists = self.env["medusa.price.list"].search(domain, order="id")
        return lists.filtered(
            lambda price_list: self._takes_whole(run, price_list) or price_list._is_pushable()
        )[:1]

    def _takes_whole(self, run, price_list):
        """Tell whether the list itself is brought into the store, or out of it, not only prices.

        :param price_list: `medusa.price.list`
        """
        return run.scope != "products"

    def _guard(self, price_list, cursor, work):
        """Do a part of a list's push; whatever an extension's rule does must not stop the others.

        :raise MedusaError: if the whole store fails
        """
        try:
            return work()
        except (psycopg2.Error, ConcurrencyError):
            # Another transaction was in between: the step is done again.
            raise
        except Exception as error:
            if isinstance(error, MedusaError) and is_store_wide(error):
                raise
            self.env.cr.rollback()
            return self._fail(price_list, cursor, error)

    def _fail(self, price_list, cursor, error, part=None):
        """Return the step that gives up a list, or the run where the whole store fails.

        :param PricesWork part: what was sent before
        """
        if isinstance(error, MedusaError) and is_store_wide(error):
            return Step(cursor, part, store_error=error)
        if not isinstance(error, MedusaError | ConflictError):
            _logger.info("Price list %s failed", price_list.id, exc_info=error)
        # It may have been deleted meanwhile.
        work = ListWork(price_list, price_list.exists().name, error=error, part=part)
        return Step({"after": price_list.id, "list": None}, work, done=1)

    def _begin_list(self, run, price_list, push):
        """Bring the list itself into the store, or out of it."""
        begun = {"after": price_list.id, "list": price_list.id, "variant": 0, "counts": {}}
        if not self._takes_whole(run, price_list):
            # It is in the store.
            return Step(begun)
        pushing = self.env["medusa.price.list.push"]
        name, is_absent, is_strike = price_list.name, price_list._is_absent(), price_list.is_strike
        outcome = pushing._push_header(price_list, push)
        operation = outcome.operation
        if operation == "removing":
            return Step({"after": price_list.id - 1, "list": None})
        changes = pushing._prepare_header_changes(name, outcome, is_strike)
        if is_absent:
            work = ListWork(price_list.exists(), name, operation)
            return Step({"after": price_list.id, "list": None}, work, done=1, changes=changes)
        if price_list.needs_reading or run.force:
            pushing._read_prices(price_list, push)
        return Step({**begun, "operation": operation}, changes=changes)

    def _get_variants(self, run, after):
        """Return the next variants whose prices are to be compared."""
        variants = self.env["medusa.variant.binding"]
        return variants.search(self._get_domain(run, after), order="id", limit=PRICES_CHUNK)

    def _get_domain(self, run, after):
        domain = Domain("backend_id", "=", run.backend_id.id) & Domain("id", ">", after)
        domain &= Domain("is_lost", "=", False)
        if run.scope == "products":
            # The chosen products that this run pushed.
            domain &= Domain("product_binding_id.product_tmpl_id", "in", run.chosen or [])
            return domain & Domain("product_binding_id.state", "=", "synced")
        # Withdrawn products get their prices when they return.
        return domain & Domain("product_binding_id.state", "!=", "withdrawn")

    # === WHAT CAME OF IT === #

    def _record(self, run, step):
        work, record = step.work, Record()
        if not work:
            return record
        price_list = work.price_list.exists()
        if work.error:
            price_list.write(price_list._prepare_retry_vals(work.error))
            record.counts["failed"] += 1
            record.next_try = price_list.next_try or None
        elif price_list:
            vals = {} if price_list._is_absent() else {"dearer_count": work.counts["dearer"]}
            price_list.write({**price_list._clear_retry_vals(), **vals})
        line = self._prepare_line(run, work)
        if line:
            record.lines.append(line)
        return record

    def _prepare_line(self, run, work):
        """Return a line if anything happened to the list, or a person asked for it."""
        if work.error:
            return self.env["medusa.sync.log"]._make_price_line(work.name, error=work.error)
        told = {key: work.counts[key] for key in ("created", "updated", "deleted", "refused")}
        if work.operation == "unchanged" and not any(told.values()) and run.scope != "prices":
            return None
        counts = {**told, "operation": work.operation}
        return self.env["medusa.sync.log"]._make_price_line(work.name, counts)
