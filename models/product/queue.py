from odoo import models

from .selected import search_free


class MedusaQueue(models.AbstractModel):
    """Retries of products."""

    _inherit = "medusa.queue"

    def _queue_retries(self, backend):
        result = super()._queue_retries(backend)
        bindings = self.env["medusa.product.binding"].search(
            [
                *self._get_due_domain(backend),
                ("state", "=", "error"),
                ("product_tmpl_id", "in", search_free(backend)),
            ]
        )
        if bindings:
            backend._queue_run("retry", bindings.product_tmpl_id.ids)
        return result
