from odoo import api, fields, models

from ..core.vacuum import delete_some, get_date_before
from ..run.entry_mixin import OPERATIONS
from .rows import insert, prepare_row, settle
from .subjects import KINDS

# How many are deleted at once.
_GC_LIMIT = 10000


class MedusaSyncChange(models.Model):
    """What one run wrote of one record of the store: each field, before and since.

    Kept as long as the store says. Written by SQL, a chunk at once: before it is sent, and
    again with what became of it.
    """

    _name = "medusa.sync.change"
    _description = "Change of a Medusa Run"
    _order = "id"
    _rec_name = "name"
    _log_access = False

    run_id = fields.Many2one(
        "medusa.sync.run", required=True, readonly=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="set null", index="btree_not_null"
    )
    date = fields.Datetime("Time", required=True, readonly=True, index=True)
    kind = fields.Selection(list(KINDS.items()), "What", required=True, readonly=True)
    external_id = fields.Char("External ID", readonly=True)
    name = fields.Char(readonly=True)
    medusa_id = fields.Char("Medusa ID", readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    # [[field, variant, before, since], …], see `sync.difference`
    changes = fields.Json(readonly=True)
    is_unsure = fields.Boolean(
        "Without an Answer",
        readonly=True,
        help="It was on its way when the process was ended, or the store didn't answer: whether it "
        "was carried out, the store alone knows.",
    )
    _unsure = models.Index("(backend_id) WHERE is_unsure")
    # What an undo came to
    undo_run_id = fields.Many2one(
        "medusa.sync.run", "Undone by", readonly=True, ondelete="set null", index="btree_not_null"
    )
    undo_state = fields.Selection(
        [
            ("undone", "Brought back"),
            ("partly", "Partly brought back"),
            ("left", "Left as it is"),
            ("failed", "Failed"),
        ],
        "Since an Undo",
        readonly=True,
    )

    @api.model
    def _foresee(self, run, changes):
        """Note what is about to be sent; each change gets its `note`.

        :param run: `medusa.sync.run`
        :param list[Changed] changes: see `sync.changed`
        """
        rows = [prepare_row(change) for change in changes]
        ids = insert(self.env.cr, run.id, run.backend_id.id, rows, is_unsure=True)
        for change, note in zip(changes, ids, strict=True):
            change.note = note

    @api.model
    def _keep(self, run, changes):
        """Keep what a step wrote.

        :param run: `medusa.sync.run`
        :param list[Changed] changes: see `sync.changed`
        """
        rows = [prepare_row(change) for change in changes]
        new = [row for row in rows if row["note"] is None]
        new += settle(self.env.cr, [row for row in rows if row["note"] is not None])
        insert(self.env.cr, run.id, run.backend_id.id, new)
        self.env["medusa.sync.change"].invalidate_model()

    # === RETENTION === #

    @api.autovacuum
    def _gc_changes(self):
        """Delete what is older than its store keeps it; where it keeps none, all.

        :return: (how many were deleted, whether there are more)
        """
        deleted, has_more = 0, False
        for backend in self.env["medusa.backend"].with_context(active_test=False).search([]):
            old = get_date_before(backend.change_retention_days)
            domain = [("backend_id", "=", backend.id), ("date", "<", old)]
            count, more = delete_some(self, domain, _GC_LIMIT)
            deleted, has_more = deleted + count, has_more or more
        return deleted, has_more
