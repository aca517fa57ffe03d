from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.vacuum import delete_some, get_date_before
from . import clock

# A run that can't do what it was asked for is not asked for ever: the next night says why.
MOST_TRIES = 3
# Whoever edits without a pause waits so many times as long as a pause is.
LONGEST_WAIT = 1.5
# How long it is known what was pushed: far longer than is looked back.
DAYS_KEPT = 1


class MedusaChange(models.Model):
    """The last change of a record that a store is to be told of soon.

    No user writes here: changes are looked for by reading, see `medusa.change.notice`. A row stays
    when its change was pushed, so that the same change isn't noticed a second time.
    """

    _name = "medusa.change"
    _description = "Change to Push Soon"
    _order = "id desc"
    _rec_name = "kind"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [("product", "Product"), ("stock", "Stock"), ("pricelist", "Pricelist")],
        required=True,
        readonly=True,
    )
    res_id = fields.Integer("Record", required=True, readonly=True)
    mark = fields.Char(readonly=True, help="Another one after each change.")
    is_open = fields.Boolean("To Push", readonly=True)
    first_at = fields.Datetime("Changed First", readonly=True)
    last_at = fields.Datetime("Changed Last", readonly=True)
    seen_at = fields.Datetime("Noticed", readonly=True)
    taken_at = fields.Datetime("Queued", readonly=True)
    tries = fields.Integer(readonly=True)

    _record_unique = models.UniqueIndex("(backend_id, kind, res_id)")
    _open_index = models.Index("(backend_id, kind) WHERE is_open")

    # === NOTICING === #

    @api.model
    def _keep(self, backend, kind, rows):
        """Write down what changed; what is known already stays as it is.

        :param rows: tuples (id of the record, mark, when it was changed, whether it is to push)
        """
        if not rows:
            return
        ids, marks, times, wanted = (list(column) for column in zip(*rows, strict=True))
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_change AS change
                       (backend_id, kind, res_id, mark, first_at, last_at, seen_at, is_open, tries)
                SELECT %(backend)s, %(kind)s, row.id, row.mark, row.at, row.at, %(now)s,
                       row.wanted, 0
                  FROM unnest(%(ids)s::int[], %(marks)s::text[], %(times)s::timestamp[],
                              %(wanted)s::bool[]) AS row (id, mark, at, wanted)
                    ON CONFLICT (backend_id, kind, res_id) DO UPDATE
                   SET mark = excluded.mark,
                       first_at = CASE WHEN change.is_open THEN change.first_at
                                       ELSE excluded.first_at END,
                       last_at = excluded.last_at,
                       seen_at = excluded.seen_at,
                       is_open = excluded.is_open,
                       tries = 0
                 WHERE change.mark IS DISTINCT FROM excluded.mark
             RETURNING id
                """,
                backend=backend.id,
                kind=kind,
                now=clock.get_now(),
                ids=ids,
                marks=marks,
                times=times,
                wanted=wanted,
            )
        )
        self.invalidate_model()

    # === QUEUEING === #

    @api.model
    def _get_waiting(self, backend, kind):
        """Return the changes that are to be pushed and that no run was asked to push yet."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("is_open", "=", True),
                ("taken_at", "=", False),
            ]
        )

    @api.model
    def _is_ripe(self, backend, changes):
        """Tell whether nothing was changed for a while, or the first change waits for too long."""
        if not changes:
            return False
        now, pause = clock.get_now(), timedelta(seconds=backend.push_soon_seconds)
        return (
            now - max(changes.mapped("seen_at")) >= pause
            or now - min(changes.mapped("first_at")) >= pause * LONGEST_WAIT
        )

    def _take(self):
        """Say that a run was asked for these changes."""
        now = clock.get_now()
        for tries, changes in self.grouped("tries").items():
            changes.write({"taken_at": now, "tries": tries + 1})

    def _reopen(self):
        """Let a further run be asked for, but not for ever."""
        tired = self.filtered(lambda change: change.tries >= MOST_TRIES)
        tired._close()
        (self - tired).write({"taken_at": False})

    def _close(self):
        self.write({"is_open": False, "taken_at": False})

    # === WHAT CAME OF IT === #

    @api.model
    def _get_open(self, backend, kind, res_ids):
        """Return {id of the record: its change that wasn't pushed yet}."""
        if not backend.push_soon or not res_ids:
            return {}
        changes = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("is_open", "=", True),
                ("res_id", "in", list(res_ids)),
            ]
        )
        return {change.res_id: change for change in changes}

    def _get_age(self):
        """Return how many seconds ago it was made."""
        return max((clock.get_now() - self.first_at).total_seconds(), 0.0)

    def _note_pushed(self, is_newest):
        """Close a change that is in the store, or keep what was changed meanwhile.

        :param bool is_newest: nothing was changed since that was read which is in the store
        """
        if is_newest:
            self._close()
        else:
            self.first_at = self.last_at

    @api.autovacuum
    def _gc_changes(self):
        """Delete what is too old to be noticed a second time.

        :return: (how many were deleted, whether there are more)
        """
        date = get_date_before(DAYS_KEPT)
        # What is known of a pricelist is what its rules are compared with.
        domain = [("is_open", "=", False), ("kind", "!=", "pricelist"), ("seen_at", "<", date)]
        return delete_some(self, domain, 10000)
