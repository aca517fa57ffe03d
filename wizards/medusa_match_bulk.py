from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.takeover.words import HEADINGS

# Of which a person can say the same of all: an ambiguous one needs a choice.
STRENGTHS = HEADINGS[:3]


class MedusaMatchBulk(models.TransientModel):
    """Lets a manager decide about all proposals of one strength, however many there are."""

    _name = "medusa.match.bulk"
    _description = "Decide about Proposals by Their Strength"

    backend_id = fields.Many2one(
        "medusa.backend",
        "Store",
        required=True,
        ondelete="cascade",
        default=lambda self: self._get_default_backend(),
    )
    heading = fields.Selection(STRENGTHS, "Agreement", required=True, default="1_exact")
    count = fields.Integer("To Decide", compute="_compute_count")
    decision = fields.Selection(
        [
            ("adopt", "Accept: bind each to its product of the store"),
            ("new", "Push as new products"),
            ("exclude", "Keep out of this store"),
        ],
        required=True,
        default="adopt",
    )

    @api.depends("backend_id", "heading")
    def _compute_count(self):
        for wizard in self:
            wizard.count = self.env["medusa.match"].search_count(wizard._get_domain())

    def action_decide(self):
        """Decide about all of them; return a client action: a toast."""
        self.ensure_one()
        matches = self.env["medusa.match"].search(self._get_domain())
        if not matches:
            raise UserError(self.env._("Nothing is left to decide about here."))
        if self.decision == "adopt":
            return matches.action_accept()
        return matches.action_reject(self.decision)

    def _get_domain(self):
        return [
            ("backend_id", "=", self.backend_id.id),
            ("state", "=", "open"),
            ("heading", "=", self.heading),
        ]

    def _get_default_backend(self):
        """Return the first store that has something to decide."""
        return self.env["medusa.match"].search([("state", "=", "open")], limit=1).backend_id
