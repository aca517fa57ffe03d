from odoo import fields, models

from ...sync.picture_push import has_picture
from ..core.transaction import commit
from ..product.ahead import forget_ahead
from ..run.phase import Step

# Files looked for in one run, those first that weren't for the longest time.
_CHECK_LIMIT = 100


class MedusaPhaseCheckPictures(models.AbstractModel):
    """Looks whether the files of pictures are still in the store; what is lost is uploaded again.

    A few in each run: the cost doesn't grow with the catalogue.
    """

    _name = "medusa.phase.check_pictures"
    _description = "Looking for Pictures in Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(self._get_next(run.backend_id))

    def _step(self, run, client, cursor):
        pictures = self._get_next(run.backend_id)
        files = {picture.id: picture.medusa_id for picture in pictures}
        commit(self.env)
        lost = [key for key, file_id in files.items() if not has_picture(client, file_id)]
        return Step(None, (list(files), lost))

    def _record(self, run, step):
        if step.work:
            looked_at, lost = step.work
            pictures = self.env["medusa.picture"]
            pictures.browse(looked_at).exists().checked_at = fields.Datetime.now()
            self.env["medusa.picture.upload"]._forget(pictures.browse(lost).exists())
            if lost:
                forget_ahead(run)
        return super()._record(run, step)

    def _get_next(self, backend):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), hours=20)
        return self.env["medusa.picture"].search(
            [
                ("backend_id", "=", backend.id),
                ("url", "!=", False),
                ("binding_ids", "!=", False),
                "|",
                ("checked_at", "=", False),
                ("checked_at", "<", yesterday),
            ],
            order="checked_at NULLS FIRST, id",
            limit=_CHECK_LIMIT,
        )
