from odoo import fields, models


class MedusaSalesChannel(models.Model):
    _name = "medusa.sales.channel"
    _description = "Medusa Sales Channel"
    _order = "is_default desc, name"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    medusa_id = fields.Char("Medusa ID", required=True)
    name = fields.Char(required=True)
    is_default = fields.Boolean("Store's Default")
    active = fields.Boolean(default=True)

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A sales channel is listed once per store."
    )
