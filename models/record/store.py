from odoo import fields, models

from ..store.lists import open_list


class MedusaRecordMixin(models.AbstractModel):
    """Which requests to a store are kept."""

    _name = "medusa.record.mixin"
    _description = "Record of the Requests to a Medusa Store"

    record_requests = fields.Selection(
        [("off", "None"), ("failures", "Those that failed"), ("all", "All")],
        "Keep Requests",
        required=True,
        default="off",
        tracking=True,
        help="What the connector asks of the store, and its answers: for who looks for a cause. "
        "The key is never kept.",
    )
    record_days = fields.Integer("For Days", default=7, required=True)
    record_megabytes = fields.Integer(
        "At the Most (MB)", default=50, required=True, help="Beyond it the oldest are deleted."
    )

    _record_days_bounded = models.Constraint(
        "CHECK (record_days BETWEEN 1 AND 365)", "Requests are kept for 1 to 365 days."
    )
    _record_megabytes_bounded = models.Constraint(
        "CHECK (record_megabytes BETWEEN 1 AND 2000)", "Requests take 1 to 2000 megabytes."
    )

    def action_view_requests(self):
        """Open the requests that are kept."""
        return open_list(self, "medusa_request_action")


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.record.mixin"]
