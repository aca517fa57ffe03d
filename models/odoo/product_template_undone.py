from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    medusa_undone_text = fields.Text(
        "Held Back since an Undo",
        compute="_compute_medusa_undone_text",
        groups="medusa_connector.group_medusa_user",
        help="In which stores nothing is pushed of this product.",
    )

    @api.depends("medusa_binding_ids.held_since")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_medusa_undone_text(self):
        for product in self:
            held = product.medusa_binding_ids.filtered("held_since")
            texts = [binding._get_hold_text() for binding in held]
            product.medusa_undone_text = "\n".join(texts) or False
