"""Keeps shoppers from paying a price to compare with while a run is undone, and afterwards.

Today's price is back in its list before the price to compare with is the base price again, and
leaves it only after that has left.
"""

from odoo import models

from .history import merge
from .rows import FORMER


class MedusaPhaseUndoStrikes(models.AbstractModel):
    """Brings today's prices back into their list, before the products are brought back."""

    _name = "medusa.phase.undo_strikes"
    _description = "Undoing a Medusa Run: Strike Prices"
    _inherit = ["medusa.phase.undo_prices"]

    def _is_wanted(self, run):
        return bool(self._get_lists(run))

    def _get_lists(self, run):
        return super()._get_lists(run).filtered("is_strike")

    def _find_gone(self, run):
        return self.env["medusa.sync.change"]

    def _prepare(self, run, price_list):
        work, changes, _header = super()._prepare(run, price_list)
        return work, [row for row in changes if row[1].store is not None], None

    def _record(self, run, step):
        record = super()._record(run, step)
        # All of the list is told once.
        record.lines = [line for line in record.lines if line.failure]
        return record

    def _exclude(self, run, work):
        """Override: held back, until they are brought back themselves."""


class MedusaPhaseUndoPrices(models.AbstractModel):
    _inherit = "medusa.phase.undo_prices"

    def _prepare(self, run, price_list):
        """Override: today's price stays in its list where the base price wasn't brought back."""
        work, changes, header = super()._prepare(run, price_list)
        if price_list.is_strike:
            staying = self._find_staying(run)
            changes = [row for row in changes if row[1].store is not None or row[0] not in staying]
        return work, changes, header

    def _find_staying(self, run):
        """Return the ids in the store of the variants whose base prices are as the run made them.

        Or as somebody did since.
        """
        mine = [("run_id", "=", run.undone_run_id.id), ("kind", "=", "product")]
        left = [("undo_run_id", "=", run.id), ("undo_state", "!=", "undone")]
        rows = self.env["medusa.sync.change"].search([*mine, *left])
        keys = {
            variant
            for row in rows
            for name, variant, *_values in row.changes or ()
            if name.startswith("price ")
        }
        variants = self.env["medusa.variant.binding"].search(
            [("backend_id", "=", run.backend_id.id), ("external_id", "in", list(keys))]
        )
        return set(variants.mapped("medusa_id"))


class MedusaPhaseUndo(models.AbstractModel):
    _inherit = "medusa.phase.undo"

    def _prepare(self, run, keys):
        jobs, work = super()._prepare(run, keys)
        if jobs:
            self._keep_unsafe(run, jobs)
        return jobs, work

    def _keep_unsafe(self, run, jobs):
        """Leave base prices that a shopper would pay who is to compare with them."""
        is_gone, struck = self._find_struck(run, [job.external_id for job in jobs])
        if not (is_gone or struck):
            return
        for job in jobs:
            job.payload["unsafe"] = [
                row
                for row in job.payload["changes"]
                if _is_raised(row) and (is_gone or (row.variant, _get_market(row)) in struck)
            ]

    def _find_struck(self, run, names):
        """Return what had a price of today before the run, and has none now.

        :param names: external ids of products
        :return: (whether the run deleted the list, {(variant, market)})
        """
        changes, backend = self.env["medusa.sync.change"], run.backend_id
        mine = [("run_id", "=", run.undone_run_id.id), ("kind", "=", "price_list")]
        deleted = changes.search([*mine, ("operation", "=", "delete")])
        known = [row[2] for change in deleted for row in change.changes or () if row[0] == FORMER]
        if any(former.get("is_strike") for former in known):
            return True, set()
        lists = self.env["medusa.price.list"].search(
            [("backend_id", "=", backend.id), ("is_strike", "=", True)]
        )
        found = changes.search(
            [*mine, ("medusa_id", "in", lists.mapped("medusa_id")), ("external_id", "in", names)]
        )
        had = {
            (row.variant, _get_market(row))
            for rows in found.grouped("external_id").values()
            for row in merge(rows)
            if row.store is not None and row.odoo is None
        }
        variants = [variant for variant, _market in had]
        present = lists.price_ids.search(
            [
                ("price_list_id", "in", lists.ids),
                ("variant_binding_id.external_id", "in", variants),
                ("min_quantity", "=", 0),
            ]
        )
        return False, had - {
            (price.variant_binding_id.external_id, f"price {price._get_market()}")
            for price in present
        }


def _is_raised(row):
    """Tell whether a base price would be higher than it is."""
    return (
        row.field.startswith("price ")
        and row.store is not None
        and row.odoo is not None
        and row.store > row.odoo
    )


def _get_market(row):
    return row.field.split(" from ")[0]
