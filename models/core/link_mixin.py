from odoo import api, fields, models


class MedusaLinkMixin(models.AbstractModel):
    """What is about a product in a store leads to both of its pages.

    The record has `backend_id`, `medusa_id` and `product_tmpl_id`.
    """

    _name = "medusa.link.mixin"
    _description = "Link to a Medusa Product"

    medusa_url = fields.Char("Page in Medusa", compute="_compute_medusa_url")

    @api.depends("medusa_id", "backend_id.admin_url")
    def _compute_medusa_url(self):
        for record in self:
            admin_url = record.medusa_id and record.backend_id.admin_url
            record.medusa_url = admin_url and (
                f"{admin_url.rstrip('/')}/products/{record.medusa_id}"
            )

    def action_open_in_medusa(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.medusa_url, "target": "new"}

    def action_open_product(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.template",
            "res_id": self.product_tmpl_id.id,
            "view_mode": "form",
        }
