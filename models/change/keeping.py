from odoo import models


class MedusaWritten(models.AbstractModel):
    """Keeps what runs write, as long as their store says."""

    _inherit = "medusa.written"

    def _is_kept(self, run):
        return super()._is_kept(run) or run.backend_id.change_retention_days > 0

    def _note(self, run, changes):
        result = super()._note(run, changes)
        if run.backend_id.change_retention_days > 0:
            self.env["medusa.sync.change"]._keep(run, changes)
            self.env["medusa.picture.ties"]._keep_former(run.backend_id, changes)
        return result
