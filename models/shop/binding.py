from odoo import api, fields, models

from ...medusa.text import make_line
from .pattern import fill

# A shop shows no draft. Before the first push of a status, nobody knows.
SHOWN = ("published", False)


class MedusaProductBinding(models.Model):
    """A product in a store leads to what shoppers see of it."""

    _inherit = "medusa.product.binding"

    store_handle = fields.Char(
        "Handle in the Store", readonly=True, help="As it was when the product was last read."
    )
    shop_url = fields.Char("Page in the Shop", compute="_compute_shop_url")

    @api.depends(
        *("backend_id.shop_url_pattern", "handle", "store_handle", "medusa_id"),
        *("external_id", "store_status", "state"),
    )
    def _compute_shop_url(self):
        for binding in self:
            is_shown = (
                binding.medusa_id and binding.state != "withdrawn" and binding.store_status in SHOWN
            )
            binding.shop_url = is_shown and fill(binding.backend_id.shop_url_pattern, binding)

    def action_open_in_shop(self):
        """Open the page that shoppers see."""
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.shop_url, "target": "new"}


class MedusaProductRecorder(models.AbstractModel):
    """Writes down by which handle shoppers find a product."""

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        if outcome.handle:
            vals["store_handle"] = make_line(outcome.handle)
        return vals
