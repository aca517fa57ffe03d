from odoo import fields, models
from odoo.exceptions import UserError

from ..core.toast import make_toast
from ..store.rights import check_may_push
from ..store.words import tell_no_store


class MedusaPlanMixin(models.AbstractModel):
    """What a run over a store would do, asked for before it is done."""

    _name = "medusa.plan.mixin"
    _description = "Plans of a Medusa Store"

    plan_ids = fields.One2many("medusa.plan", "backend_id", "Plans", readonly=True)

    def action_plan(self):
        """Ask for a plan of the whole store, made in the background, and show it.

        :return: a client action: the plan; where one is under way already, that is said
        :raise AccessError: if the user is no Medusa user, or may not read the store
        """
        self.ensure_one()
        check_may_push(self.env)
        self.check_access("read")
        present = self.env["medusa.plan"]._find_open(self)
        plan = present or self.env["medusa.plan"]._ask_for(self)
        self.env["medusa.plan"]._trigger_sudo()
        if not present:
            return show_plan(plan)
        text = self.env._(
            "A plan of this store is being made already, asked for by %s: here it is.",
            plan.user_id.name,
        )
        return make_toast(text, next_action=show_plan(plan))


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.plan.mixin"]


class ProductTemplate(models.Model):
    """What a push of chosen products would do."""

    _inherit = "product.template"

    def action_medusa_plan(self):
        """Ask for a plan of these products in each store that the user sees, and show them.

        :return: a client action: the plan, or a list of several
        :raise AccessError: if the user is no Medusa user, or may not see the products
        """
        check_may_push(self.env)
        self.check_access("read")
        backends = self.env["medusa.backend"].search([])
        if not backends:
            raise UserError(tell_no_store(self.env))
        if not self:
            raise UserError(self.env._("Choose the products to plan first."))
        plans = self.env["medusa.plan"]
        for backend in backends:
            plans |= plans._ask_for(backend, self.ids)
        plans._trigger_sudo()
        return show_plan(plans)


def show_plan(plans):
    """Return the action that shows a plan, or several."""
    action = {"type": "ir.actions.act_window", "res_model": "medusa.plan", "target": "current"}
    if len(plans) == 1:
        return {**action, "res_id": plans.id, "views": [(False, "form")]}
    name = plans.env._("Plans")
    views = [(False, "list"), (False, "form")]
    return {**action, "name": name, "domain": [("id", "in", plans.ids)], "views": views}
