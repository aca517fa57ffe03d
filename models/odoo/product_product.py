from odoo import models


class ProductProduct(models.Model):
    """A variant is pushed with its product: its buttons are the product's."""

    _inherit = "product.product"

    def action_medusa_sync(self):
        """Push the products of these variants now, see `product.template`."""
        return self.product_tmpl_id.action_medusa_sync()

    def action_medusa_view_bindings(self):
        """Open what the stores have of this variant's product."""
        return self.product_tmpl_id.action_medusa_view_bindings()
