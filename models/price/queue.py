from odoo import models


class MedusaQueue(models.AbstractModel):
    """Retries of price lists."""

    _inherit = "medusa.queue"

    def _queue_retries(self, backend):
        result = super()._queue_retries(backend)
        due = self.env["medusa.price.list"].search(self._get_due_domain(backend))
        if due:
            backend._queue_run("retry", due.ids, scope="prices")
        return result
