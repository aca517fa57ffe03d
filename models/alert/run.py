from odoo import models

# Runs over all products: what they leave is the store's backlog.
_COUNTED = ("full", "catalogue")


class MedusaSyncRun(models.Model):
    """Leaves a sign of life of each run that goes through."""

    _inherit = "medusa.sync.run"

    # The watch asks for the last of each scope, every few minutes.
    _failed_index = models.Index("(backend_id, scope, id) WHERE state = 'failed'")
    _through_index = models.Index("(backend_id, scope, id) WHERE state IN ('done', 'errors')")
    _waiting_index = models.Index("(backend_id, scope, id) WHERE state = 'waiting'")

    def _finish(self, note=None):
        backlog = count_backlog(self) if self.scope in _COUNTED else None
        self.env["medusa.alarm.pulse"]._beat(self.backend_id, self.scope, self.id, backlog)
        return super()._finish(note)


def count_backlog(run):
    """Return how many products have something to push after a run, without those that failed."""
    return run.env["medusa.product.binding"].search_count(
        [
            ("backend_id", "=", run.backend_id.id),
            ("state", "in", ("pending", "synced")),
            ("is_outdated", "=", True),
        ]
    )
