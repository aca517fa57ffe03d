from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from odoo import models

from ...medusa.exceptions import MedusaError
from ...sync.failures import is_store_wide
from ...sync.undo_plan import Undone
from ...sync.undo_prices import ListUndoResult, undo_header, undo_prices
from ..core.locks import claim
from ..core.sentence import keep
from ..run.line import Line
from ..run.phase import Record, Step
from .history import merge


@dataclass
class ListUndoWork:
    """What became of the prices of one price list.

    :param price_list: `medusa.price.list`, None for all those that Odoo has removed since
    :param binding_ids: {variant in the store: id of its binding}
    :param change_ids: of `medusa.sync.change`
    :param error: why it couldn't be read
    :param header: what became of the list's own fields, None where the run wrote none of them
    """

    price_list: Any
    binding_ids: dict
    change_ids: list
    result: ListUndoResult = field(default_factory=ListUndoResult)
    error: Exception | None = None
    header: Undone | None = None


class MedusaPhaseUndoPrices(models.AbstractModel):
    """Brings back what a run overwrote of price lists and their prices, a list a step."""

    _name = "medusa.phase.undo_prices"
    _description = "Undoing a Medusa Run: Price Lists"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(self._get_ids(run))

    def _get_ids(self, run):
        """Return the ids in the store of the price lists of whose prices the run wrote some."""
        groups = self.env["medusa.sync.change"]._read_group(
            self._get_domain(run), ["medusa_id"], []
        )
        return [medusa_id for [medusa_id] in groups if medusa_id]

    def _get_lists(self, run):
        """Return those of these price lists that Odoo still knows."""
        return self.env["medusa.price.list"].search(
            [("backend_id", "=", run.backend_id.id), ("medusa_id", "in", self._get_ids(run))],
            order="id",
        )

    def _find_gone(self, run):
        """Return what the run wrote into price lists that Odoo has removed since."""
        known = self._get_lists(run).mapped("medusa_id")
        gone = [*self._get_domain(run), ("medusa_id", "not in", known)]
        return self.env["medusa.sync.change"].search(gone)

    def _get_domain(self, run):
        domain = [("run_id", "=", run.undone_run_id.id), ("kind", "=", "price_list")]
        if run.chosen:
            return [*domain, ("external_id", "in", [str(key) for key in run.chosen])]
        # A list that the run made, or deleted, stays so.
        return [*domain, "|", ("external_id", "!=", False), ("operation", "=", "update")]

    def _step(self, run, client, cursor):
        lists = self._get_lists(run).filtered(lambda row: row.id > cursor["after"])
        if not lists:
            gone = self._find_gone(run)
            return Step(None, ListUndoWork(None, {}, gone.ids) if gone else None)
        price_list = lists[0]
        with ExitStack() as stack:
            if not stack.enter_context(claim(self.env, "price_list", price_list.ids, wait=True)):
                # Another process is still at it.
                return Step(cursor)
            work, changes, header = self._prepare(run, price_list)
            list_id, databases = price_list.medusa_id, run.backend_id._get_databases()
            # It commits, and has the list read anew should this process be killed.
            self.env["medusa.price.list.push"]._mark_begun(price_list)
            try:
                if header:
                    work.header = undo_header(client, list_id, header)
                if changes:
                    work.result = undo_prices(client, databases, list_id, changes)
            except MedusaError as error:
                if is_store_wide(error):
                    raise
                work.error = error
            if work.result.error and is_store_wide(work.result.error):
                raise work.result.error
            step = Step({"after": price_list.id}, work)
            step.held = stack.pop_all()
            return step

    def _prepare(self, run, price_list):
        """Return (`ListUndoWork`, what the run wrote of the list's prices, and of itself)."""
        mine = [*self._get_domain(run), ("medusa_id", "=", price_list.medusa_id)]
        found = self.env["medusa.sync.change"].search(mine)
        variants = self.env["medusa.variant.binding"].search(
            [
                ("backend_id", "=", run.backend_id.id),
                ("product_binding_id.external_id", "in", found.mapped("external_id")),
            ]
        )
        medusa_ids = {variant.external_id: variant.medusa_id for variant in variants}
        changes = [
            (medusa_ids[row.variant], row)
            for key, rows in found.grouped("external_id").items()
            for row in (merge(rows) if key else ())
            if row.variant in medusa_ids
        ]
        if run.undo_then != "push":
            # Of some of them the run wrote nothing else.
            variants.product_binding_id.filtered(lambda row: not row.held_since)._hold(run)
        header = merge(found.filtered(lambda row: not row.external_id))
        if header and run.undo_then == "push":
            # Else it stays so until Odoo has other ones.
            price_list.header_hash = False
        binding_ids = {variant.medusa_id: variant.id for variant in variants}
        return ListUndoWork(price_list, binding_ids, found.ids), changes, header

    def _record(self, run, step):
        work, record = step.work, Record()
        if not work:
            return record
        if not work.price_list:
            return self._record_gone(run, work)
        pushing = self.env["medusa.price.list.push"]
        price_list, error = work.price_list.exists(), work.error or work.result.error
        for sent in work.result.sent if price_list else ():
            record.changes += pushing._prepare_price_changes(price_list, sent, work.binding_ids)
            pushing._record_sent(price_list, sent, work.binding_ids)
        if not error:
            price_list.needs_reading = False
        edited = sum(len(undone.edited) for undone in work.result.undone.values())
        header = work.header or Undone()
        if price_list:
            self._settle_drift(run, price_list, header)
        line = self._prepare_line(price_list, error, edited)
        line.left_out = (*line.left_out, *self.env["medusa.undo.recorder"]._tell_undone(header))
        record.lines.append(line)
        record.counts["failed"] += bool(error)
        if run.undo_then == "exclude":
            self._exclude(run, work)
        state = "failed" if error else "partly" if edited or header.edited else "undone"
        changes = self.env["medusa.sync.change"].browse(work.change_ids).exists()
        changes.write({"undo_state": state, "undo_run_id": run.id})
        return record

    def _exclude(self, run, work):
        variants = self.env["medusa.variant.binding"].browse(work.binding_ids.values())
        self.env["medusa.undo.recorder"]._exclude(run, variants.exists().product_binding_id)

    def _settle_drift(self, run, price_list, header):
        """Let no comparison take for somebody's change what was brought back of a list itself.

        Where nothing is to be pushed, it is left to Medusa until Odoo has other values.
        """
        drift, pushing = self.env["medusa.drift.lists"], self.env["medusa.price.list.push"]
        rows = {row.field: row for row in (*header.done, *header.already)}
        known = price_list.drift_ids.filtered(lambda row: not row.variant and row.field in rows)
        known.unlink()
        for name, row in rows.items() if run.undo_then != "push" else ():
            store, odoo = (
                pushing._get_shown(name, value or {}) if name == "rules" else value
                for value in (row.store, row.odoo)
            )
            vals = drift._prepare_vals(name, store, odoo)
            kept = {"state": "kept", "kept_mark": vals["odoo_mark"]}
            drift._create(price_list, {**vals, **kept})

    def _record_gone(self, run, work):
        """Tell of each price list that was removed what stays."""
        changes = self.env["medusa.sync.change"].browse(work.change_ids).exists()
        changes.write({"undo_state": "left", "undo_run_id": run.id})
        text = keep(self.env)._("It isn't in the store any more.")
        return Record(
            [
                Line("undo", name=rows[-1].name, medusa_id=medusa_id, left_out=(text,))
                for medusa_id, rows in changes.grouped("medusa_id").items()
            ]
        )

    def _prepare_line(self, price_list, error, edited):
        """Return the line on a list.

        :param int edited: how many prices stay, because somebody changed them since
        """
        if error:
            return self.env["medusa.sync.log"]._make_price_line(price_list.name, error=error)
        line = Line("undo", name=price_list.name, medusa_id=price_list.medusa_id)
        if edited:
            text = keep(self.env)._("Prices changed since, which stay: %s.", edited)
            line.left_out = (text,)
        return line
