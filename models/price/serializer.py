from odoo import models


class MedusaProductSerializer(models.AbstractModel):
    """Adds the base prices to the payload."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        computer = self.env["medusa.price.computer"]
        shared.loaders["prices"] = lambda: computer._compute_base_prices(
            backend, products.product_variant_ids
        )
        return shared

    def _prepare_prices(self, variant, shared):
        prices = shared.prices[variant.id]
        self.env["medusa.price.computer"]._check_prices(variant, prices)
        return prices
