from odoo import models

from ...sync.failures import classify
from ..core.sentence import join, keep
from ..explain.field_labels import get_field_label
from ..product.changed import prepare_changes
from ..run.line import Line
from ..run.phase import Record

# More names of fields nobody reads.
_MOST_NAMES = 8


class MedusaUndoRecorder(models.AbstractModel):
    """Writes down what became of products that were brought back."""

    _name = "medusa.undo.recorder"
    _description = "Medusa Undo Recorder"

    def _record(self, run, work):
        """Record a chunk.

        :param run: `medusa.sync.run` that undoes another one
        :param UndoWork work: see `phase_undo`
        :rtype: Record
        """
        record = Record()
        bindings = self._get_bindings(run.backend_id, work)
        for key in work.left:
            self._record_left(run, work, key, bindings.get(key), record)
        outcomes = work.result.result.outcomes if work.result else []
        for outcome in outcomes:
            self._record_one(run, work, outcome, bindings, record)
        record.changes = prepare_changes(outcomes)
        if run.undo_then == "exclude":
            keys = {outcome.job.external_id for outcome in outcomes} & bindings.keys()
            held = self.env["medusa.product.binding"].union(*(bindings[key] for key in keys))
            self._exclude(run, held)
        return record

    def _get_bindings(self, backend, work):
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("external_id", "in", list(work.changes))]
        )
        return {binding.external_id: binding for binding in bindings}

    def _record_one(self, run, work, outcome, bindings, record):
        key = outcome.job.external_id
        binding = bindings.get(key, self.env["medusa.product.binding"])
        undone = work.result.undone.get(key)
        is_written = bool(undone and undone.done and not outcome.error)
        if outcome.operation == "gone":
            binding._release()
        if not (is_written or outcome.error or (undone and undone.already)):
            # Nothing was written: what is known of the store holds as before.
            binding.write(work.former.get(binding.id, {}))
        elif binding:
            binding.write(self._prepare_vals(binding, outcome))
        left_out = self._tell_left(outcome, undone)
        record.lines.append(
            Line(
                "undo",
                binding,
                name=outcome.job.payload["product"]["title"],
                medusa_id=outcome.medusa_id or outcome.job.medusa_id,
                failure=classify(outcome.error) if outcome.error else None,
                left_out=() if outcome.error else tuple(left_out),
                seconds=outcome.seconds,
            )
        )
        counter = "failed" if outcome.error else "updated" if is_written else "unchanged"
        record.counts[counter] += 1
        self._record_state(run, work.changes[key], self._get_state(outcome, undone, left_out))

    def _prepare_vals(self, binding, outcome):
        """Return the fields of a binding whose product may be otherwise than Odoo has it."""
        vals = {"store_status": outcome.status or binding.store_status}
        if outcome.handle:
            vals["store_handle"] = outcome.handle
        if outcome.seen:
            # It was us who changed it.
            vals["store_seen"] = outcome.seen
        if binding.state == "withdrawn" and outcome.status not in (None, "draft"):
            # Shoppers see it again.
            vals |= {"state": "synced", "former_status": False}
        return vals

    def _get_state(self, outcome, undone, left_out):
        if outcome.error:
            return "failed"
        if undone and (undone.done or undone.already):
            return "partly" if left_out else "undone"
        return "left"

    def _record_state(self, run, change_ids, state):
        changes = self.env["medusa.sync.change"].browse(change_ids).exists()
        changes.write({"undo_state": state, "undo_run_id": run.id})

    def _record_left(self, run, work, key, binding, record):
        changes = self.env["medusa.sync.change"].browse(work.changes[key]).exists()
        name = changes[:1].name
        record.lines.append(Line("undo", binding, name=name, left_out=(work.left[key],)))
        record.counts["unchanged"] += 1
        self._record_state(run, work.changes[key], "left")

    def _exclude(self, run, bindings):
        """Switch products off for the store, which holds them back from now on."""
        products = bindings.product_tmpl_id
        self.env["medusa.product.switch"]._switch(products, run.backend_id, "excluded")
        bindings._release()

    # === WORDS === #

    def _tell_left(self, outcome, undone):
        """Return sentences on what of a product wasn't brought back."""
        _ = keep(self.env)._
        texts = self._tell_undone(undone) if undone else []
        if outcome.operation == "gone":
            gone = _("It isn't in the store any more, or another product is there by now.")
            return [gone, *texts]
        return texts

    def _tell_undone(self, undone):
        """Return sentences on what of a record wasn't brought back.

        :param Undone undone: see `sync.undo_plan`
        """
        _, texts = keep(self.env)._, []
        if undone.edited:
            names = self._name_fields(undone.edited)
            texts.append(_("Left, because it was changed since: %s.", names))
        if undone.stays:
            names = self._name_fields(undone.stays)
            texts.append(_("What can't be brought back: %s.", names))
        return texts

    def _name_fields(self, rows):
        names = list(dict.fromkeys(row.field for row in rows))
        shown = [get_field_label(self.env, name, keep(self.env)._) for name in names[:_MOST_NAMES]]
        return join(", ", [*shown, *(["…"] if len(names) > _MOST_NAMES else [])])
