import logging

from odoo import models

from ...medusa.exceptions import MedusaError
from ...sync.picture_push import delete_picture
from ..run.phase import Step

_logger = logging.getLogger(__name__)

# Files deleted at the end of a run, at the most: the rest is for the next one.
_DELETE_LIMIT = 200


class MedusaPhaseCleanPictures(models.AbstractModel):
    """Deletes files in the store that no product shows any more."""

    _name = "medusa.phase.clean_pictures"
    _description = "Deleting Unused Pictures in Medusa"
    _inherit = ["medusa.phase"]

    _takes_away = True

    def _is_wanted(self, run):
        domain = self.env["medusa.picture.ties"]._get_unused_domain(run.backend_id)
        return bool(self.env["medusa.picture"].search_count(domain, limit=1))

    def _step(self, run, client, cursor):
        """Give the pictures up first, then delete their files."""
        files = self.env["medusa.picture.ties"]._give_up(run.backend_id, _DELETE_LIMIT)
        deleted = []
        try:
            for picture_id, file_id in files.items():
                delete_picture(client, file_id)
                deleted.append(picture_id)
        except MedusaError as error:
            # Nobody shows them: they are for the next run.
            _logger.info("%s: unused files stay: %s", run.backend_id.name, error)
        return Step(None, deleted)

    def _record(self, run, step):
        self.env["medusa.picture"].browse(step.work or ()).exists().unlink()
        return super()._record(run, step)
