from odoo import fields, models

from ...sync.ownership import is_sent


class MedusaProductBinding(models.Model):
    _inherit = "medusa.product.binding"

    struck = fields.Json(
        "Struck Through",
        readonly=True,
        help="Variants and markets whose base price in the store is, or may be, the price to "
        "compare with.",
    )


class MedusaProductPush(models.AbstractModel):
    _inherit = "medusa.product.push"

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        # Until it is recorded: the store may have it already when this is broken off.
        both = sorted({*(binding.struck or []), *payload.get("struck", [])})
        if both != (binding.struck or []):
            binding.struck = both
        return job


class MedusaProductRecorder(models.AbstractModel):
    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        payload = outcome.job.payload
        if not is_sent(payload["owners"], "prices"):
            # The base price stays as it is, and so does today's in the list.
            return vals
        return {**vals, "struck": payload.get("struck") or False}

    def _get_links_of_deleted(self):
        return {**super()._get_links_of_deleted(), "struck": False}


class MedusaVariantBinding(models.Model):
    _inherit = "medusa.variant.binding"

    def write(self, vals):
        if "medusa_id" in vals:
            # Made anew at today's price: that of the list went with the former one.
            renewed = self.filtered(lambda row: row.medusa_id != vals["medusa_id"])
            for variant in renewed.filtered("product_binding_id.struck"):
                binding, mark = variant.product_binding_id, f"{variant.external_id} "
                left = [key for key in binding.struck if not key.startswith(mark)]
                binding.write({"struck": left or False, "prices_hash": False})
        return super().write(vals)
