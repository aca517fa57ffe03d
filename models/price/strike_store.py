from odoo import api, fields, models


class MedusaStrikeMixin(models.AbstractModel):
    """Whether a store shows prices struck through."""

    _name = "medusa.strike.mixin"
    _description = "Strike Prices of a Medusa Store"

    push_strike_prices = fields.Boolean(
        "Strike Prices",
        copy=False,
        help="Where a product's Compare to Price is above its price, the shop shows it struck "
        "through.",
    )
    has_strike_prices = fields.Boolean(compute="_compute_has_strike_prices")

    def _compute_has_strike_prices(self):
        self.has_strike_prices = "compare_list_price" in self.env["product.template"]._fields

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        backends._ensure_strike_lists()
        return backends

    def write(self, vals):
        result = super().write(vals)
        if vals.get("push_strike_prices"):
            self._ensure_strike_lists()
        return result

    def _ensure_strike_lists(self):
        """Have the record of the price list that holds today's prices."""
        # sudo: nobody makes it but this setting.
        lists = self.env["medusa.price.list"].sudo()
        for backend in self.filtered("push_strike_prices"):
            if not lists.search_count(
                [("backend_id", "=", backend.id), ("is_strike", "=", True)], limit=1
            ):
                lists.create({"backend_id": backend.id, "is_strike": True})


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.strike.mixin"]
