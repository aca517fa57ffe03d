from odoo import api, fields, models

from ..core.sentence import say_of


class MedusaPlacementMixin(models.AbstractModel):
    """Where products of a store are sold and how they are shipped, by rules."""

    _name = "medusa.placement.mixin"
    _description = "Sales Channels and Shipping of a Medusa Store"

    placement_rule_ids = fields.One2many(
        "medusa.placement.rule",
        "backend_id",
        "Sales Channels and Shipping by Rule",
        help="The first rule that is for a product counts, else the store's settings.",
    )
    placement_problem = fields.Text("Rules: What Is Wrong", compute="_compute_placement_problem")

    @api.depends("placement_rule_ids.problem")
    @api.depends_context("lang")
    def _compute_placement_problem(self):
        for backend in self:
            problems = [
                say_of(self.env, rule.display_name, rule.problem)
                for rule in backend.placement_rule_ids
                if rule.problem
            ]
            backend.placement_problem = "\n".join(problems) or False


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.placement.mixin"]


def get_all_channel_ids(backend):
    """Return the Medusa ids of all sales channels that a store's products go into.

    :param backend: `medusa.backend`
    :rtype: set[str]
    """
    ruled = backend.placement_rule_ids.sales_channel_ids.filtered("active")
    return {*backend._get_channel_medusa_ids(), *ruled.mapped("medusa_id")}
