from odoo import api, fields, models
from odoo.exceptions import UserError

from ..product.statuses import get_status_label
from .words import REASONS


class MedusaMatchCandidate(models.Model):
    """One of several products of a store that may be a product of Odoo."""

    _name = "medusa.match.candidate"
    _description = "Candidate of a Medusa Match"
    _order = "match_id, id"
    _rec_name = "title"

    match_id = fields.Many2one(
        "medusa.match", required=True, readonly=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(related="match_id.backend_id")
    medusa_id = fields.Char("Medusa ID", required=True, readonly=True)
    title = fields.Char(readonly=True)
    handle = fields.Char(readonly=True)
    status = fields.Char("Status Code", readonly=True)
    status_label = fields.Char("Status", compute="_compute_status_label")
    reason = fields.Selection(REASONS, "Found By", readonly=True)
    facts = fields.Json(readonly=True)
    comparison = fields.Html("Variants", compute="_compute_comparison", sanitize=False)
    obstacle = fields.Char("Can't Be Chosen", compute="_compute_obstacle")

    @api.depends("status")
    @api.depends_context("lang")
    def _compute_status_label(self):
        for candidate in self:
            candidate.status_label = get_status_label(self.env, candidate.status)

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for candidate in self:
            product = candidate.match_id.product_tmpl_id
            candidate.comparison = self.env["medusa.match.comparison"]._render(
                product, candidate.facts
            )

    @api.depends("medusa_id")
    @api.depends_context("lang")
    def _compute_obstacle(self):
        for candidate in self:
            # sudo: whoever may choose need not see another company's products.
            holder = self.env["medusa.product.binding"].sudo().search(
                [
                    ("backend_id", "=", candidate.backend_id.id),
                    ("medusa_id", "=", candidate.medusa_id),
                ],
                limit=1,
            )  # fmt: skip
            name = holder.name or holder.product_tmpl_id.name or holder.external_id
            candidate.obstacle = bool(holder) and self.env._("Bound to %s", name)

    def action_choose(self):
        """Bind the product to this candidate; the next push adopts it."""
        self.ensure_one()
        match = self.match_id
        match._check_may_decide()
        if match.state != "open":
            # A form that was opened before somebody else decided.
            raise UserError(self.env._("%s is decided about already.", match.name))
        match._check_selected()
        # sudo: a manager decides, nobody writes matches.
        match.sudo()._take_candidate(self)
        return match.action_accept()
