from odoo import fields, models


class MedusaShippingProfile(models.Model):
    _name = "medusa.shipping.profile"
    _description = "Medusa Shipping Profile"
    _order = "is_default desc, name"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    medusa_id = fields.Char("Medusa ID", required=True)
    name = fields.Char(required=True)
    is_default = fields.Boolean("Store's Default")
    active = fields.Boolean(default=True)

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A shipping profile is listed once per store."
    )
