from odoo import models
from odoo.exceptions import AccessError


class MedusaScheduleMixin(models.AbstractModel):
    """The one schedule of all stores is changed by who may change all stores."""

    _inherit = "medusa.schedule.mixin"

    def _check_medusa_schedule(self):
        """:raise AccessError: if a store of a company that the user isn't in would be affected."""
        super()._check_medusa_schedule()
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        stores = self.env["medusa.backend"]
        companies = self.env.user.company_ids.ids
        # sudo: to count those that the user can't see.
        hidden = (
            stores.sudo().search([])
            - stores.with_context(allowed_company_ids=companies).search([]).sudo()
        )
        if hidden:
            raise AccessError(
                self.env._(
                    "The schedule is that of all stores, and some are of companies that you "
                    "aren't in. Ask an administrator to change it."
                )
            )
