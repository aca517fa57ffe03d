from odoo import fields, models


class MedusaTerm(models.Model):
    """A category, tag, type or collection of a store that came from Odoo."""

    _name = "medusa.term"
    _description = "Category, Tag, Type or Collection in a Medusa Store"
    _inherit = ["medusa.failure.mixin"]
    _order = "kind, name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("category", "Category"),
            ("tag", "Tag"),
            ("type", "Type"),
            ("collection", "Collection"),
        ],
        required=True,
        readonly=True,
    )
    res_model = fields.Char("Model in Odoo", required=True, readonly=True)
    external_id = fields.Char("External ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    medusa_id = fields.Char("Medusa ID", readonly=True)
    is_created = fields.Boolean(
        "Made by Odoo", readonly=True, help="It was not in the store before."
    )
    payload_hash = fields.Char(readonly=True)

    _source_unique = models.Constraint(
        "UNIQUE (backend_id, kind, res_model, external_id)", "A record is one term of its kind."
    )
