from odoo import fields, models

from ..store.lists import open_list


class MedusaProofMixin(models.AbstractModel):
    """Whether what a run changed is looked at as a shopper sees it."""

    _name = "medusa.proof.mixin"
    _description = "Looking at a Medusa Store as Its Shoppers Do"

    proof_policy = fields.Selection(
        [("off", "No"), ("some", "Some, at random"), ("all", "All that changed")],
        "Look as a Shopper after Each Run",
        required=True,
        default="off",
        copy=False,
        tracking=True,
        help="What a run changed is read as the shop's site reads it, and compared with Odoo. It "
        "needs the publishable key of the shop.",
    )
    proof_count = fields.Integer("At Most", default=50, copy=False)

    def action_view_proofs(self):
        """Open what shoppers saw otherwise than in Odoo."""
        return open_list(self, "medusa_proof_action", search_default_proof=1)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.proof.mixin"]

    _proof_count_bounded = models.Constraint(
        "CHECK (proof_count BETWEEN 1 AND 10000)",
        "After a run, 1 to 10,000 products are looked at.",
    )
