from odoo import models

from ..core.toast import make_toast
from ..run.run import OPEN_STATES
from .draft import let_go_live


class MedusaStartMixin(models.AbstractModel):
    """From a test to a live store, and back."""

    _inherit = "medusa.start.mixin"

    # === CRUD METHODS === #

    def write(self, vals):
        turned = self.filtered(lambda row: row.stage != vals.get("stage", row.stage))
        if turned and vals["stage"] == "test":
            # What is under way is about all products.
            is_open = (*OPEN_STATES, "waiting")
            turned.run_ids.filtered(lambda run: run.state in is_open).action_cancel()
        result = super().write(vals)
        for backend in turned.filtered(lambda row: row.stage == "live"):
            let_go_live(backend)
        return result

    # === ACTION METHODS === #

    def action_go_live(self):
        """Ask, with all that will happen.

        :return: a client action: the window that asks
        """
        self.ensure_one()
        self.check_access("write")
        return self.env["medusa.go.live.wizard"]._open(self)

    def action_back_to_test(self):
        """Hold everything back again but the test products; what is in the shop stays as it is.

        :return: a client action: a toast
        """
        self.check_access("write")
        self.write({"stage": "test"})
        return make_toast(
            self.env._(
                "%s is in a test again. What is in the shop stays as it is, and isn't kept up to "
                "date until you go live.",
                ", ".join(self.mapped("name")),
            ),
            "info",
        )

    def action_sync_now(self):
        """Say of a test that it isn't about all products."""
        toast = super().action_sync_now()
        if all(backend.stage == "live" for backend in self):
            return toast
        return make_toast(
            self.env._(
                "The test products of %s are pushed in the background, as drafts. Follow it under "
                "Medusa, Runs.",
                ", ".join(self.filtered(lambda backend: backend.stage == "test").mapped("name")),
            )
        )
