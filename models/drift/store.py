from odoo import fields, models

from ..core.toast import make_toast
from ..store.lists import open_list
from ..store.rights import check_may_push


class MedusaDriftMixin(models.AbstractModel):
    """What a store does about products that somebody changed in Medusa."""

    _name = "medusa.drift.mixin"
    _description = "Changes Made in a Medusa Store"

    drift_policy = fields.Selection(
        [
            ("off", "Don't look"),
            ("tell", "Tell"),
            ("mend", "Put right what Odoo owns"),
        ],
        "Changes Made in Medusa",
        required=True,
        default="tell",
        copy=False,
        tracking=True,
        help="Each night, products that somebody changed in Medusa are compared with Odoo.",
    )
    drift_count = fields.Integer("Differences", compute="_compute_drift_count")

    def _compute_drift_count(self):
        groups = self.env["medusa.drift"]._read_group(
            [("backend_id", "in", self.ids), ("state", "=", "open")], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.drift_count = counts.get(backend.id, 0)

    def write(self, vals):
        """Override to forget what waits for a decision where nobody looks any more."""
        left = self.browse()
        if vals.get("drift_policy") == "off":
            left = self.filtered(lambda backend: backend.drift_policy != "off")
        result = super().write(vals)
        if left:
            # sudo: nobody writes what was found by hand.
            waiting = [("backend_id", "in", left.ids), ("state", "=", "open")]
            self.env["medusa.drift"].sudo().search(waiting)._forget()
        return result

    def action_view_drifts(self):
        return open_list(self, "medusa_drift_action", search_default_open=1)

    def action_compare_all(self):
        """Compare all products with the store, in the background; nothing is written there."""
        check_may_push(self.env)
        self.check_access("read")
        for backend in self:
            backend._queue_run("manual", scope="drift")
        self._trigger_queue_sudo()
        return make_toast(
            self.env._(
                "The products of %s are compared with Medusa in the background. What differs is "
                "listed under Medusa, Products, Changes in Medusa.",
                ", ".join(self.mapped("name")),
            )
        )


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.drift.mixin"]
