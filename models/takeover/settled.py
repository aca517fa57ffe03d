from odoo import models


class MedusaProductRecorder(models.AbstractModel):
    """Settles the questions that a push answers: about what it found in the store by itself."""

    _inherit = "medusa.product.recorder"

    def _record_push(self, backend, outcomes, revisions, is_told):
        record = super()._record_push(backend, outcomes, revisions, is_told)
        keys = [int(row.job.external_id) for row in outcomes if not row.error]
        products = self.env["product.template"].browse(keys)
        self.env["medusa.match.deciding"]._settle_bound(backend, products)
        return record
