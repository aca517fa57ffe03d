from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_medusa_revision_fields(self):
        # Of website_sale, which need not be installed.
        optional = [name for name in ("compare_list_price",) if name in self._fields]
        return [
            *super()._get_medusa_revision_fields(),
            *optional,
            "currency_id",
            "product_variant_ids.currency_id",
            "product_variant_ids.lst_price",
            # Rules of pricelists are made for categories.
            "categ_id",
        ]
