from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .pattern import is_pattern


class MedusaShopMixin(models.AbstractModel):
    """Where shoppers see the products of a store."""

    _name = "medusa.shop.mixin"
    _description = "Shop of a Medusa Store"

    shop_url_pattern = fields.Char(
        "Product Pages of the Shop",
        tracking=True,
        help="The address of a product's page for shoppers, as "
        "https://shop.example/products/{handle}. {handle}, {id} and {external_id} are those of the "
        "product in Medusa.",
    )

    @api.constrains("shop_url_pattern")
    def _check_shop_url_pattern(self):
        for backend in self:
            pattern = backend.shop_url_pattern
            if pattern and not is_pattern(pattern):
                raise ValidationError(
                    self.env._(
                        "“%(pattern)s” is no address of product pages. Write it like %(example)s; "
                        "in braces stand handle, id or external_id alone.",
                        pattern=pattern,
                        example="https://shop.example/products/{handle}",
                    )
                )

    @api.onchange("shop_url_pattern")
    def _onchange_shop_url_pattern(self):
        self.shop_url_pattern = (self.shop_url_pattern or "").strip() or False


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.shop.mixin"]
