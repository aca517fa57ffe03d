from odoo import fields, models

from ...sync.term_values import Holding


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
    # Records of one name share a tag or type, which is told by its value alone.
    medusa_id = fields.Char("Medusa ID", readonly=True)
    handle = fields.Char("Handle in the Store", readonly=True)
    is_created = fields.Boolean(
        "Made by Odoo", readonly=True, help="It was not in the store before."
    )
    former = fields.Json(
        readonly=True,
        help="What it was in the store before: [ID, made by Odoo], until no product has it.",
    )
    payload_hash = fields.Char(readonly=True)

    _source_unique = models.Constraint(
        "UNIQUE (backend_id, kind, res_model, external_id)", "A record is one term of its kind."
    )

    def _get_own_ids(self):
        """Return the ids of what is, or was until now, a record of Odoo in the store."""
        former = {medusa_id for term in self for medusa_id, _is_made in term.former or []}
        return former | {term.medusa_id for term in self if term.medusa_id}

    def _get_holdings(self):
        """Return which term of the store each record is, for the engine.

        :rtype: list[Holding]
        """
        return [
            Holding(term.kind, (term.res_model, term.external_id), term.medusa_id, term.is_created)
            for term in self
            if term.medusa_id
        ]
