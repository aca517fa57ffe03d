import json

from odoo import models
from odoo.sql_db import Cursor
from odoo.tools import SQL

from ..core.transaction import LOCK_TIMEOUT
from ..core.trial import get_trial
from .rows import insert, prepare_row


class Notebook:
    """Notes what is about to be overwritten, on a connection of its own: it is committed at once.

    It is called in threads that know no ORM, right before their requests.

    :param registry: of the database
    :param int run_id: of `medusa.sync.run`
    :param int backend_id: of its store
    """

    def __init__(self, registry, run_id, backend_id):
        self.registry = registry
        self.run_id = run_id
        self.backend_id = backend_id

    def __call__(self, changes):
        rows = [prepare_row(change) for change in changes if change.note is None]
        again = [change for change in changes if change.note is not None]
        with self.registry.cursor() as cr:
            cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", LOCK_TIMEOUT))
            for change in again:
                # What is sent instead of what was refused before.
                cr.execute(
                    SQL(
                        "UPDATE medusa_sync_change SET operation = %s, changes = %s WHERE id = %s",
                        change.operation,
                        json.dumps(prepare_row(change)["changes"]),
                        change.note,
                    )
                )
            ids = insert(cr, self.run_id, self.backend_id, rows, is_unsure=True)
        new = (change for change in changes if change.note is None)
        for change, note in zip(new, ids, strict=True):
            change.note = note


class MedusaWritten(models.AbstractModel):
    """Keeps what runs write, as long as their store says."""

    _inherit = "medusa.written"

    def _is_kept(self, run):
        return super()._is_kept(run) or run.backend_id.change_retention_days > 0

    def _get_note(self, run):
        # A cursor of tests shares its connection: what another one commits is never seen there.
        if not _is_noted(run) or not isinstance(self.env.cr, Cursor):
            return super()._get_note(run)
        return Notebook(self.env.registry, run.id, run.backend_id.id)

    def _foresee(self, run, changes):
        result = super()._foresee(run, changes)
        if _is_noted(run):
            self.env["medusa.sync.change"]._foresee(run, changes)
        return result

    def _note(self, run, changes):
        result = super()._note(run, changes)
        if run.backend_id.change_retention_days > 0:
            self.env["medusa.sync.change"]._keep(run, changes)
            self.env["medusa.picture.ties"]._keep_former(run.backend_id, changes)
        return result


def _is_noted(run):
    """Tell whether what a run sends is noted before; what a plan would send never leaves."""
    return not get_trial(run.env) and run.backend_id.change_retention_days > 0
