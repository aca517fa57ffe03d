from odoo import fields, models


class MedusaProductBinding(models.Model):
    _inherit = "medusa.product.binding"

    translations_hash = fields.Char(readonly=True)
    translations = fields.Json(readonly=True, help="What was pushed in further languages.")


class MedusaTerm(models.Model):
    _inherit = "medusa.term"

    translations = fields.Json(readonly=True, help="What was pushed in further languages.")
