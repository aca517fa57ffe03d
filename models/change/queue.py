from odoo import api, fields, models


class MedusaQueue(models.AbstractModel):
    """Repeats an undo that a failing store broke off: until then nothing corrects its products."""

    _inherit = "medusa.queue"

    @api.model
    def _queue_due(self, backend):
        if self.env["medusa.guard"]._is_pause_over(backend):
            self._repeat_undos(backend)
        return super()._queue_due(backend)

    def _repeat_undos(self, backend):
        """Queue what was broken off, unless somebody did so or it was too long ago.

        :param backend: `medusa.backend`
        """
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        mine = [("backend_id", "=", backend.id), ("scope", "=", "undo"), ("end_date", ">", since)]
        runs = self.env["medusa.sync.run"].search(mine, order="id")
        last = {run.undone_run_id: run for run in runs}
        for undone, run in last.items():
            if undone.can_undo and run.state == "failed" and not undone._get_open_undo():
                undone._create_undo(run.chosen, run.undo_then, run.user_id)
