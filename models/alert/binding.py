from odoo import api, fields, models

FAILING_STATES = ("error", "conflict")


class MedusaProductBinding(models.Model):
    """Since when a product can't be pushed."""

    _inherit = "medusa.product.binding"

    failing_since = fields.Datetime(
        compute="_compute_failing_since", store=True, precompute=True, readonly=True
    )

    _failing_index = models.Index("(backend_id, failing_since) WHERE failing_since IS NOT NULL")

    @api.depends("state")
    def _compute_failing_since(self):
        now = fields.Datetime.now()
        for binding in self:
            is_failing = binding.state in FAILING_STATES
            binding.failing_since = is_failing and (binding.failing_since or now)
