from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_medusa_revision_fields(self):
        paths = super()._get_medusa_revision_fields()
        # Of `account`, which need not be installed. What a tax itself says is compared every night.
        return [*paths, "taxes_id"] if "taxes_id" in self._fields else paths
