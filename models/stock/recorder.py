from odoo import fields, models

from ..core.failure_mixin import RETRYABLE_TYPES


class MedusaStockRecorder(models.AbstractModel):
    """Writes down what became of pushed levels: on the levels, on the run, in the log."""

    _name = "medusa.stock.recorder"
    _description = "Medusa Stock Recorder"

    def _record(self, backend, run, result, mend):
        """Record a chunk.

        :param StockResult result: see `medusa.stock.push`
        :param bool mend: push the products whose variants the store lost
        """
        levels = [level for level in result.levels if level.state != "pending"]
        bindings = self.env["medusa.variant.binding"].browse({lv.key[0] for lv in levels}).exists()
        levels = [level for level in levels if level.key[0] in bindings.ids]
        self._record_items(levels)
        self._record_levels(levels)
        lost = [level for level in levels if level.state in ("gone", "itemless")]
        if lost:
            self._record_lost(backend, lost, mend)
        self._count(run, result, levels)
        self._create_logs(run, levels)

    def _record_items(self, levels):
        """Keep the inventory items that the store named."""
        bindings = self.env["medusa.variant.binding"]
        for level in levels:
            binding = bindings.browse(level.key[0])
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
            "tries": 0,
            "next_try": False,
            **self.env["medusa.failure.mixin"]._clear_failure_vals(),
        }

    def _prepare_failed_vals(self, level, record):
        """Return the fields of a level that could not be set: it is tried again, ever later."""
        tries = record.tries + 1
        retry_after = getattr(level.error, "retry_after", None)
        next_try = self.env["medusa.product.binding"]._get_retry_time(tries, retry_after)
        failure = self.env["medusa.failure.mixin"]._prepare_failure_vals(level.error)
        if failure["failure_type"] not in RETRYABLE_TYPES:
            # Time alone mends nothing here, but a person in Medusa may: look once a day.
            next_try = fields.Datetime.add(fields.Datetime.now(), days=1)
        return {
            "inventory_item_id": level.item_id,
            "is_known": False,
            "tries": tries,
            "next_try": next_try,
            **failure,
        }

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

    # === RUN AND LOG === #

    def _count(self, run, result, levels):
        run._count_requests(result.requests, result.writes)
        failed = {level.key[0] for level in levels if level.state == "failed"}
        if run.scope == "stock":
            sent = {level.key[0] for level in levels if level.state == "sent"}
            run.updated_count += len(sent - failed)
            run.skipped_count += result.busy
        run.failed_count += len(failed)

    def _create_logs(self, run, levels):
        """Write a line for each product whose stock changed in the store, or could not."""
        told = {}
        bindings = self.env["medusa.variant.binding"]
        for level in levels:
            if level.state != "equal":
                product = bindings.browse(level.key[0]).product_binding_id
                told.setdefault(product, []).append(level)
        self.env["medusa.sync.log"].create(
            [self._prepare_log_vals(run, product, mine) for product, mine in told.items()]
        )

    def _prepare_log_vals(self, run, binding, levels):
        """Return the values of the line that tells what became of one product's levels.

        :param binding: `medusa.product.binding`
        """
        vals = {
            "run_id": run.id,
            "backend_id": run.backend_id.id,
            "company_id": run.company_id.id,
            "binding_id": binding.id,
            "product_tmpl_id": binding.product_tmpl_id.id,
            "name": binding.name,
            "medusa_id": binding.medusa_id,
            "operation": "stock",
            "result": "success",
            "failure_detail": "; ".join(
                self._describe(level) for level in levels if level.state == "sent"
            ),
        }
        failed = next((level for level in levels if level.state == "failed"), None)
        lost = any(level.state in ("gone", "itemless") for level in levels)
        if failed:
            vals["result"] = "failure"
            vals |= self.env["medusa.failure.mixin"]._prepare_failure_vals(failed.error)
            vals["failure_detail"] = f"{self._describe(failed)}: {vals['failure_detail']}"
        elif lost:
            vals["operation"] = "stock_lost"
            vals["result"] = "warning"
        return vals

    def _describe(self, level):
        """Return "A-1 (Main warehouse): 5"."""
        variant = self.env["medusa.variant.binding"].browse(level.key[0]).product_id
        location = self.env["medusa.stock.location"].browse(level.key[1])
        name = variant.default_code or variant.display_name
        return f"{name} ({location.name}): {level.quantity:g}"
