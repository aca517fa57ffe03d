from dataclasses import replace

from odoo import fields, models

from ...sync.changed import Changed, settle_foreseen
from ...sync.failures import classify
from ..core.number import show_number
from ..core.sentence import join, say_of
from ..run.line import Line
from ..run.phase import Record


class MedusaStockRecorder(models.AbstractModel):
    """Writes down what became of pushed levels: on the levels, and as lines for the log."""

    _name = "medusa.stock.recorder"
    _description = "Medusa Stock Recorder"

    def _record(self, run, work):
        """Record a chunk.

        :param run: `medusa.sync.run`
        :param StockWork work: see `phase_stock`
        :rtype: Record
        """
        levels = [level for level in work.levels if level.state != "pending"]
        found = self.env["medusa.variant.binding"].browse({lv.key[0] for lv in levels}).exists()
        # Of one recordset, they are read together.
        bindings = {binding.id: binding for binding in found}
        levels = [level for level in levels if level.key[0] in bindings]
        self._record_items(levels, bindings)
        self._record_levels(levels)
        lost = [level for level in levels if level.state in ("gone", "itemless")]
        if lost:
            # A run that pushes products itself has just made what could be made.
            self._record_lost(run.backend_id, lost, mend=run.scope == "stock")
        record = Record(self._prepare_lines(levels, bindings))
        if run._keeps_changes():
            # What has no answer may have been set all the same.
            errors = [level.error for level in work.levels if level.error]
            is_left = any(level.state == "pending" for level in work.levels)
            is_open = is_left or any(getattr(error, "outcome_unknown", False) for error in errors)
            changes = self._prepare_changes(levels, bindings)
            record.changes = settle_foreseen(work.foreseen, changes, is_open)
        self._count(run, work, levels, record.counts)
        return record

    def _record_items(self, levels, bindings):
        """Keep the inventory items that the store named.

        :param dict bindings: {id: variant in the store}
        """
        for level in levels:
            binding = bindings[level.key[0]]
            if level.item_id and binding.inventory_item_id != level.item_id:
                binding.inventory_item_id = level.item_id

    # === LEVELS === #

    def _record_levels(self, levels):
        records = self.env["medusa.stock.level"]
        known = self.env["medusa.stock.push"]._get_known(
            self.env["medusa.variant.binding"].browse({level.key[0] for level in levels})
        )
        to_create = []
        for level in levels:
            record = known.get(level.key, records)
            if level.state in ("gone", "itemless"):
                record.unlink()
                continue
            vals = self._prepare_level_vals(level, record)
            if not record:
                keys = {"variant_binding_id": level.key[0], "location_id": level.key[1]}
                to_create.append({**keys, **vals})
            elif level.state != "equal" or self._differs(record, vals):
                record.write(vals)
        records.create(to_create)

    def _differs(self, record, vals):
        """Tell whether a verified level has to be written: most are just as they were."""
        names = ("quantity", "is_known", "inventory_item_id", "tries")
        return any(record[name] != vals[name] for name in names)

    def _prepare_level_vals(self, level, record):
        """Return the fields of a level after its push."""
        if level.state == "failed":
            return self._prepare_failed_vals(level, record)
        return {
            "inventory_item_id": level.item_id,
            "is_known": True,
            "quantity": level.quantity,
            "last_push": fields.Datetime.now(),
            **record._clear_retry_vals(),
        }

    def _prepare_failed_vals(self, level, record):
        """Return the fields of a level that could not be set: it is tried again, ever later."""
        vals = record._prepare_retry_vals(level.error)
        if not vals["next_try"]:
            # Time alone mends nothing here, but a person in Medusa may: look once a day.
            vals["next_try"] = fields.Datetime.add(fields.Datetime.now(), days=1)
        return {"inventory_item_id": level.item_id, "is_known": False, **vals}

    def _record_lost(self, backend, levels, mend):
        """Let the products be pushed whose variants, or inventory items, the store lost."""
        variants = self.env["medusa.variant.binding"].browse({level.key[0] for level in levels})
        variants.inventory_item_id = False
        bindings = variants.product_binding_id
        # The push of a product makes what is missing, once its variants are to be pushed.
        bindings.variants_hash = False
        products = bindings.product_tmpl_id.ids
        if mend and products:
            backend._queue_run("retry", products)
            backend._trigger_queue_sudo()

    # === WHAT GOES UP === #

    def _prepare_changes(self, levels, bindings):
        """Return what was written, by product and location."""
        changes = {}
        for level in levels:
            change, variant = level.find_change(), bindings[level.key[0]]
            if change:
                key = (variant.product_binding_id, level.key[1], level.location_id)
                rows = changes.setdefault(key, [])
                rows.append(replace(change, variant=variant.external_id))
        locations = self.env["medusa.stock.location"]
        return [
            Changed(
                "stock",
                binding.external_id,
                locations.browse(location_id).name,
                medusa_id,
                "stock",
                rows,
            )
            for (binding, location_id, medusa_id), rows in changes.items()
        ]

    def _count(self, run, work, levels, counts):
        """Count variants: in a run of products, those alone that failed."""
        failed = {level.key[0] for level in levels if level.state == "failed"}
        counts["failed"] = len(failed)
        if run.scope == "stock":
            sent = {level.key[0] for level in levels if level.state == "sent"}
            counts["updated"] = len(sent - failed)
            counts["skipped"] = work.busy

    def _prepare_lines(self, levels, bindings):
        """Return a line for each product whose stock changed in the store, or could not.

        :param dict bindings: {id: variant in the store}
        """
        told = {}
        for level in levels:
            if level.state != "equal":
                product = bindings[level.key[0]].product_binding_id
                told.setdefault(product, []).append(level)
        return [self._prepare_line(product, mine, bindings) for product, mine in told.items()]

    def _prepare_line(self, binding, levels, bindings):
        """Return the line that tells what became of one product's levels.

        :param binding: `medusa.product.binding`
        :param dict bindings: {id: variant in the store}
        """
        sent = (self._describe(level, bindings) for level in levels if level.state == "sent")
        line = Line(
            "stock",
            binding,
            name=binding.name,
            medusa_id=binding.medusa_id,
            detail=join("; ", sent),
        )
        failed = next((level for level in levels if level.state == "failed"), None)
        if failed:
            failure = classify(failed.error)
            detail = say_of(self.env, self._describe(failed, bindings), failure.detail)
            line.failure = replace(failure, detail=detail)
        elif any(level.state in ("gone", "itemless") for level in levels):
            line.operation = "stock_lost"
            line.vals = {"result": "warning"}
        return line

    def _describe(self, level, bindings):
        """Return "A-1 (Main warehouse): 5"."""
        variant = bindings[level.key[0]].product_id
        location = self.env["medusa.stock.location"].browse(level.key[1])
        name = variant.default_code or variant.display_name
        return say_of(self.env, f"{name} ({location.name})", show_number(level.quantity))
