from odoo import fields, models

from ...sync.kept import get_mark


class MedusaStockRecorder(models.AbstractModel):
    """Notes which quantities somebody had set in the store: the stock run has put them right."""

    _inherit = "medusa.stock.recorder"

    def _record(self, run, work):
        """Override of `medusa.stock.recorder`."""
        known = self._read_pushed(work.levels) if self._is_noted(run, work) else {}
        record = super()._record(run, work)
        changed = [
            level
            for level in work.levels
            if level.state == "sent" and known.get(level.key, level.quantity + 1) == level.quantity
        ]
        self._note_changed(run.backend_id, changed)
        return record

    def _is_noted(self, run, work):
        """Tell whether the run has read what the store holds, and somebody asks for it."""
        sent = any(level.state == "sent" for level in work.levels)
        return run.force and sent and run.backend_id.drift_policy != "off"

    def _read_pushed(self, levels):
        """Return {key: quantity} of what was pushed before."""
        bindings = self.env["medusa.variant.binding"].browse({level.key[0] for level in levels})
        found = self.env["medusa.stock.push"]._get_known(bindings)
        return {key: level.quantity for key, level in found.items() if level.last_push}

    def _note_changed(self, backend, levels):
        """Keep what the store held of some levels, as put right.

        :param list[Level] levels: see `sync.stock`
        """
        if not levels:
            return
        drifts = self.env["medusa.drift"]
        variants = self.env["medusa.variant.binding"].browse({level.key[0] for level in levels})
        by_id = {variant.id: variant for variant in variants.exists()}
        rows = variants.exists().product_binding_id.drift_ids
        present = {(row.binding_id.id, row.field, row.variant): row for row in rows}
        vals_list = []
        for level in levels:
            if level.key[0] not in by_id:
                continue
            vals = self._prepare_drift_vals(by_id[level.key[0]], level)
            row = present.get((vals["binding_id"], vals["field"], vals["variant"]), drifts)
            if row:
                row.write(vals)
            else:
                vals_list.append({**vals, "backend_id": backend.id})
        drifts.create(vals_list)

    def _prepare_drift_vals(self, variant, level):
        """Return a row that tells of a quantity that is as in Odoo again.

        :param variant: `medusa.variant.binding`
        """
        binding, field = variant.product_binding_id, f"stock {level.location_id}"
        now = fields.Datetime.now()
        return {
            "binding_id": binding.id,
            "product_tmpl_id": binding.product_tmpl_id.id,
            "field": field,
            "variant": variant.external_id,
            "store": level.former,
            "odoo": level.quantity,
            "store_mark": get_mark(field, level.former),
            "odoo_mark": get_mark(field, level.quantity),
            "state": "done",
            "since": now,
            "done_at": now,
        }
