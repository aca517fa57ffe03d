import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.vacuum import delete_some, get_date_before
from ..run.entry_mixin import OPERATIONS
from .subjects import KINDS

# How many are deleted at once.
_GC_LIMIT = 10000
# Of what is made, this says enough: all of it was nothing before.
_MADE = ("create", "recreate")


class MedusaSyncChange(models.Model):
    """What one run wrote of one record of the store: each field, before and since.

    Kept as long as the store says. Written by SQL, a chunk at once.
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
    def _keep(self, run, changes):
        """Keep what a step wrote.

        :param run: `medusa.sync.run`
        :param list[Changed] changes: see `run.changed`
        """
        rows = [
            {
                "external_id": change.external_id,
                "kind": change.kind,
                "name": change.name,
                "medusa_id": change.medusa_id,
                "operation": change.operation,
                "changes": pack(change),
            }
            for change in changes
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO medusa_sync_change (run_id, backend_id, product_tmpl_id, date, kind,
                                                external_id, name, medusa_id, operation, changes)
                     SELECT %s, %s, product.id, now() AT TIME ZONE 'UTC', item.kind,
                            item.external_id, item.name, item.medusa_id, item.operation,
                            item.changes
                       FROM jsonb_to_recordset(%s::jsonb) AS item (
                            external_id text, kind text, name text, medusa_id text,
                            operation text, changes jsonb)
                  LEFT JOIN product_template product
                         ON product.id = CASE WHEN item.external_id ~ '^[0-9]{1,9}$'
                                              THEN item.external_id::int END
                """,
                run.id, run.backend_id.id, json.dumps(rows),
            )
        )  # fmt: skip
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


def pack(change):
    """Return the differences of a record as they are kept.

    :param Changed change: see `run.changed`
    """
    is_whole = change.kind == "product" or change.external_id is None
    if is_whole and change.operation in _MADE:
        return [[change.kind, None, None, change.name]]
    return [[row.field, row.variant, row.store, row.odoo] for row in change.differences]
