"""What a push would change of products of a shop, before it is said that they are Odoo's."""

from odoo import fields, models
from odoo.exceptions import UserError

from .store import show_plan


class MedusaPlanTakeoverMixin(models.AbstractModel):
    """A plan that takes some open proposals as if they had been accepted."""

    _name = "medusa.plan.takeover.mixin"
    _description = "Medusa Plan of a Take-Over"

    matched = fields.Json(
        readonly=True, help="The ids of proposals that are taken as accepted for this plan."
    )

    def action_run(self):
        """Override to refuse it as long as a proposal that the plan takes as accepted isn't.

        :raise UserError: its product is held back until then: nothing would be pushed
        """
        # sudo: who may run a plan needn't be one who decides about proposals.
        matches = self.env["medusa.match"].sudo().browse(self.matched or []).exists()
        if matches.filtered(lambda match: match.state == "open"):
            raise UserError(
                self.env._("Accept the proposals of this plan first: until then nothing is pushed.")
            )
        return super().action_run()

    def _begin(self):
        """Override to accept the proposals, in the shadow alone."""
        if self.matched:
            matches = self.env["medusa.match"].browse(self.matched).exists()
            matches = matches.filtered(lambda match: match.state == "open" and match.medusa_id)
            deciding = self.env["medusa.match.deciding"]
            deciding._bind(self.backend_id, matches)
            deciding._note(matches, "accepted", "adopt")
        return super()._begin()


class MedusaPlan(models.Model):
    _name = "medusa.plan"
    _inherit = ["medusa.plan.takeover.mixin", "medusa.plan"]


class MedusaMatch(models.Model):
    _inherit = "medusa.match"

    def action_plan(self):
        """Ask for plans of what accepting these proposals would change, and show them.

        :return: a client action: the plan, or a list of several
        """
        self.backend_id.check_access("write")
        self.check_access("read")
        ready = self.filtered(
            lambda match: match.state == "open" and match.medusa_id and match.product_tmpl_id
        )
        if not ready:
            raise UserError(
                self.env._("Choose open proposals that name a product of Odoo and of the store.")
            )
        plans = self.env["medusa.plan"]
        for backend, matches in ready.grouped("backend_id").items():
            plan = plans._ask_for(backend, matches.product_tmpl_id.ids)
            plan.sudo().matched = matches.ids
            plans |= plan
        plans._trigger_sudo()
        return show_plan(plans)
