from odoo import api, fields, models

from .few import find_waiting


class ProductTemplate(models.Model):
    _inherit = "product.template"

    medusa_test_text = fields.Text(
        "Waits for a Live Store",
        compute="_compute_medusa_test_text",
        groups="medusa_connector.group_medusa_user",
        help="Which stores get this product when they go live.",
    )

    @api.depends("active", "sale_ok", "medusa_switch_ids.kind")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_medusa_test_text(self):
        stores = self.env["medusa.backend"].search([("stage", "=", "test")])._filter_usable()
        waiting = {store: find_waiting(store, self._origin) for store in stores}
        for product in self:
            names = [store.name for store in stores if product._origin.id in waiting[store]]
            product.medusa_test_text = bool(names) and self.env._(
                "It comes when the store goes live, which is in a test: %s.", ", ".join(names)
            )
