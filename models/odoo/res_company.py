from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    medusa_backend_id = fields.Many2one(
        "medusa.backend",
        "Medusa Store",
        compute="_compute_medusa_backend_id",
        groups="medusa_connector.group_medusa_user",
        help="The company's first store: the one that Settings show.",
    )

    def _compute_medusa_backend_id(self):
        backends = self.env["medusa.backend"].search([("company_id", "in", self.ids)])
        by_company = backends.grouped("company_id")
        for company in self:
            company.medusa_backend_id = by_company.get(company, backends.browse())[:1]
