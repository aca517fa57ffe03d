from odoo import fields, models


class MedusaPriceListPrice(models.Model):
    """A price of a price list, as it was last pushed."""

    _name = "medusa.price.list.price"
    _description = "Price of a Medusa Price List"
    _order = "id"
    _rec_name = "medusa_id"

    price_list_id = fields.Many2one(
        "medusa.price.list", required=True, readonly=True, ondelete="cascade", index=True
    )
    variant_binding_id = fields.Many2one(
        "medusa.variant.binding",
        "Variant",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    product_id = fields.Many2one(related="variant_binding_id.product_id", string="Product")
    currency_code = fields.Char("Currency", required=True, readonly=True)
    # Its id in the store; empty: for all regions.
    region = fields.Char(readonly=True)
    # Plain numbers: what was sent is compared with what is to be sent.
    min_quantity = fields.Float("From Quantity", readonly=True, aggregator=None)
    max_quantity = fields.Float("Up to Quantity", readonly=True, aggregator=None)
    amount = fields.Float(readonly=True, aggregator=None)
    medusa_id = fields.Char("Medusa ID", required=True, readonly=True)

    def _get_key(self):
        """Return what tells it from the other prices of its list, see `sync.price_list`."""
        variant_id = self.variant_binding_id.medusa_id
        return variant_id, self.currency_code, self.min_quantity, self.region or ""

    def _is_as(self, price):
        """Tell whether the store was last given just this price.

        :param dict price: see `medusa.price.computer`
        """
        return self.amount == price["amount"] and self.max_quantity == price.get("max_quantity", 0)


class MedusaVariantBinding(models.Model):
    _inherit = "medusa.variant.binding"

    def write(self, vals):
        if "medusa_id" in vals:
            # A variant that was created anew begins without prices: those of the former one went
            # with it.
            renewed = self.filtered(lambda binding: binding.medusa_id != vals["medusa_id"])
            prices = self.env["medusa.price.list.price"]
            prices.search([("variant_binding_id", "in", renewed.ids)]).unlink()
        return super().write(vals)
