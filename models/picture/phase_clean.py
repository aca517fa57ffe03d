import logging

from odoo import models

from ...medusa.exceptions import MedusaError
from ...sync.picture_push import delete_picture
from ..core.transaction import commit
from ..run.phase import Step

_logger = logging.getLogger(__name__)

# Files deleted at the end of a run, at the most: the rest is for the next one.
_DELETE_LIMIT = 200


class MedusaPhaseCleanPictures(models.AbstractModel):
    """Deletes files in the store that no product shows any more."""

    _name = "medusa.phase.clean_pictures"
    _description = "Deleting Unused Pictures in Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(self._get_unused(run.backend_id))

    def _step(self, run, client, cursor):
        pictures = self._get_unused(run.backend_id)
        file_ids = {picture.id: picture.medusa_id for picture in pictures}
        commit(self.env)
        try:
            for picture_id, file_id in file_ids.items():
                delete_picture(client, file_id)
                self.env["medusa.picture"].browse(picture_id).unlink()
                commit(self.env)
        except MedusaError as error:
            # They are still unused at the next run.
            _logger.info("%s: unused files stay for now: %s", run.backend_id.name, error)
        return Step(None)

    def _get_unused(self, backend):
        return self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("binding_ids", "=", False), ("url", "!=", False)],
            limit=_DELETE_LIMIT,
        )
