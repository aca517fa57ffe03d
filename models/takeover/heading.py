from odoo import api, fields, models

from .words import HEADINGS


class MedusaMatch(models.Model):
    """Under what a match stands in the list: what a person decides about in one go."""

    _inherit = "medusa.match"
    _order = "heading, name, id"

    heading = fields.Selection(
        HEADINGS, "Agreement", compute="_compute_heading", store=True, precompute=True, index=True
    )

    @api.depends("kind", "strength")
    def _compute_heading(self):
        keys = {key[2:]: key for key, _label in HEADINGS}
        for match in self:
            match.heading = keys.get(match.strength or match.kind)
