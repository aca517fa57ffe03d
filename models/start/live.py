from odoo import models

from ..core.toast import make_toast
from ..run.run import OPEN_STATES
from .draft import let_go_live


class MedusaStartMixin(models.AbstractModel):
    """From a test to a live store, and back."""

    _inherit = "medusa.start.mixin"

    # === ACTION METHODS === #

    def action_go_live(self):
        """Ask, with all that will happen.

        :return: a client action: the window that asks
        """
        self.ensure_one()
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_go_live_wizard_action"
        )
        return dict(action, context={"default_backend_id": self.id})

    def action_back_to_test(self):
        """Hold everything back again but the test products; what is in the shop stays as it is.

        :return: a client action: a toast
        """
        self.check_access("write")
        # What is under way is about all products.
        self.run_ids.filtered(lambda run: run.state in (*OPEN_STATES, "waiting")).action_cancel()
        self.write({"stage": "test"})
        return make_toast(
            self.env._(
                "%s is in a test again. What is in the shop stays as it is, and isn't kept up to "
                "date until you go live.",
                ", ".join(self.mapped("name")),
            ),
            "info",
        )

    # === BUSINESS METHODS === #

    def _go_live(self):
        """Let the stores have all that is selected for them, from the next run on."""
        self.write({"stage": "live"})
        for backend in self:
            let_go_live(backend)
