from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    medusa_match_ids = fields.One2many(
        "medusa.match",
        "product_tmpl_id",
        "Medusa Matches",
        groups="medusa_connector.group_medusa_user",
    )
    medusa_hold_text = fields.Text(
        "Held Back",
        compute="_compute_medusa_hold_text",
        groups="medusa_connector.group_medusa_user",
        help="Why this product isn't pushed to some stores.",
    )

    @api.depends("medusa_match_ids.state", "medusa_match_ids.decision")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_medusa_hold_text(self):
        held = self.env["medusa.match"]._get_held(self)
        for product in self:
            texts = [match._get_hold_text() for match in held.get(product.id, ())]
            product.medusa_hold_text = "\n".join(texts) or False

    def action_medusa_view_matches(self):
        """Open what this product may be in the stores."""
        self.ensure_one()
        matches = self.medusa_match_ids
        if len(matches) == 1:
            return matches.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_match_action"
        )
        return dict(action, domain=[("product_tmpl_id", "=", self.id)], context={})
