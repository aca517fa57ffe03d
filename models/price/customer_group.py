from odoo import fields, models


class MedusaCustomerGroup(models.Model):
    _name = "medusa.customer.group"
    _description = "Medusa Customer Group"
    _order = "name"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    medusa_id = fields.Char("Medusa ID", required=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A customer group is listed once per store."
    )
