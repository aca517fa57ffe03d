from odoo import api, models


class MedusaQueue(models.AbstractModel):
    """The schedule of the stock."""

    _inherit = "medusa.queue"

    @api.model
    def _cron_stock(self):
        """Push the differences of every store that counts stock.

        Odoo calls it again while a run isn't through; that run is gone on with then. Once a day
        what was pushed is compared with the store itself: it may have been changed in Medusa by
        hand, and nothing tells it to Odoo.
        """
        guard = self.env["medusa.guard"]
        for backend in self._get_stock_stores():
            if not guard._is_paused(backend):
                is_verified = backend.stock_verified_on == backend._get_stock_day()
                backend._queue_run("cron", force=not is_verified, scope="stock")
        self.env["ir.cron"]._commit_progress(0)
        self._work_through(scopes=("stock",))

    @api.model
    def _get_stock_stores(self):
        return self.env["medusa.backend"].search([("push_stock", "=", True)])
