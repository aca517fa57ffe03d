from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_medusa_revision_fields(self):
        paths = ["is_storable"]
        if "allow_out_of_stock_order" in self._fields:
            paths.append("allow_out_of_stock_order")
        if "bom_ids" in self._fields:
            paths += ["bom_ids.type", "bom_ids.active", "bom_ids.product_id"]
            paths.append("bom_ids.bom_line_ids.product_id.is_storable")
        return super()._get_medusa_revision_fields() + paths


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _is_medusa_stocked(self):
        """Tell whether a store has to count this variant: a storable one, or a kit of such.

        A kit has no stock of its own; Odoo counts how many its components are enough for.
        """
        self.ensure_one()
        if self.product_tmpl_id.is_storable:
            return True
        if "bom_ids" not in self.product_tmpl_id._fields:
            return False
        # sudo: who pushes products need not see the bills of materials.
        kits = self.sudo().product_tmpl_id.bom_ids.filtered(
            lambda bom: (
                bom.type == "phantom"
                and bom.product_id in (self.browse(), self)
                and bom.company_id in (self.env.company.browse(), self.env.company)
            )
        )
        return any(line.product_id._is_medusa_stocked() for line in kits[:1].bom_line_ids)


class MedusaProductSerializer(models.AbstractModel):
    _inherit = "medusa.product.serializer"

    def _prepare_variant_fields(self, variant, shared):
        values = super()._prepare_variant_fields(variant, shared)
        if shared.backend.push_stock and variant._is_medusa_stocked():
            values["manage_inventory"] = True
            values["allow_backorder"] = self._prepare_backorder(variant, shared)
        return values

    def _prepare_backorder(self, variant, shared):
        """Tell whether a variant may be sold that isn't in stock."""
        product = variant.product_tmpl_id
        if "allow_out_of_stock_order" in product._fields:
            return product.allow_out_of_stock_order
        return shared.backend.stock_backorder


class MedusaProductPush(models.AbstractModel):
    """Takes back what was switched on here, and nothing else, where stock isn't pushed."""

    _inherit = "medusa.product.push"

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        counted = binding.variant_binding_ids.filtered("is_stocked").mapped("external_id")
        job.unmanage = frozenset(
            row["external_id"]
            for row in payload["variants"]
            if not row["fields"].get("manage_inventory")
            and (binding.backend_id.push_stock or row["external_id"] in counted)
        )
        return job


class MedusaProductRecorder(models.AbstractModel):
    """Remembers which variants the store counts, and their inventory items."""

    _inherit = "medusa.product.recorder"

    def _record_variants(self, pushed):
        result = super()._record_variants(pushed)
        for binding, outcome in pushed.items():
            managed = {
                row["external_id"]
                for row in outcome.job.payload["variants"]
                if row["fields"].get("manage_inventory")
            }
            for variant in binding.variant_binding_ids:
                self._record_item(variant, variant.external_id in managed, outcome)
        return result

    def _record_withdrawal(self, backend, outcomes):
        """Forget what failed of the stock of products that are out of the shop.

        Nothing is pushed of it until they return, and then all of it.
        """
        record = super()._record_withdrawal(backend, outcomes)
        gone = self._get_bindings(backend, [row for row in outcomes if not row.error])
        levels = self.env["medusa.stock.level"].search(
            [
                ("variant_binding_id.product_binding_id.backend_id", "=", backend.id),
                ("variant_binding_id.product_binding_id.external_id", "in", list(gone)),
                ("failure_type", "!=", False),
            ]
        )
        levels.write(levels._clear_retry_vals())
        return record

    def _record_item(self, variant, is_stocked, outcome):
        if variant.is_stocked != is_stocked:
            variant.is_stocked = is_stocked
        items = outcome.item_ids.get(variant.external_id)
        # Several are a bundle of somebody in Medusa: the one that was known stays.
        if items is None or (variant.inventory_item_id or False) in items:
            return
        item_id = items[0] if len(items) == 1 else False
        if variant.inventory_item_id != item_id:
            variant.inventory_item_id = item_id
