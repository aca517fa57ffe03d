from odoo import api, fields, models
from odoo.tools import SQL

from .facts import Pulse

# So many of the last runs' backlogs are kept.
BACKLOGS_KEPT = 4


class MedusaAlarmPulse(models.Model):
    """When a store's runs went through last, also those that leave no trace.

    One row for each store and scope, and two of the watch's own, see `reading`.
    """

    _name = "medusa.alarm.pulse"
    _description = "Last Sign of Life of a Medusa Store"
    _order = "backend_id, scope"
    _rec_name = "scope"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    scope = fields.Char(required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    run_id = fields.Integer(readonly=True, aggregator=None)
    backlogs = fields.Json(readonly=True)

    _scope_unique = models.UniqueIndex("(backend_id, scope)")

    @api.model
    def _beat(self, backend, scope, run_id=0, backlog=None):
        """Write down that something went through just now.

        :param backend: `medusa.backend`
        :param str scope: of the run, or a name of the watch's own
        :param int backlog: how many products are left to push; None where nobody counted
        """
        self.flush_model()
        known = [] if backlog is None else [backlog]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO medusa_alarm_pulse AS pulse (backend_id, scope, at, run_id, backlogs)
                VALUES (%(backend)s, %(scope)s, %(now)s, %(run)s, to_jsonb(%(known)s::int[]))
                    ON CONFLICT (backend_id, scope) DO UPDATE
                   SET at = excluded.at, run_id = excluded.run_id,
                       backlogs = jsonb_path_query_array(
                           COALESCE(pulse.backlogs, '[]') || excluded.backlogs,
                           '$[last - %(kept)s to last]')
             RETURNING id
                """,
                backend=backend.id,
                scope=scope,
                now=fields.Datetime.now(),
                run=run_id,
                known=known,
                kept=SQL(str(BACKLOGS_KEPT - 1)),
            )
        )
        self.invalidate_model()

    @api.model
    def _read(self, backend):
        """Return {scope: Pulse} of a store."""
        rows = self.env.execute_query(
            SQL(
                "SELECT scope, at, COALESCE(run_id, 0), backlogs FROM medusa_alarm_pulse "
                "WHERE backend_id = %s",
                backend.id,
            )
        )
        return {scope: Pulse(at, run_id, tuple(counts or ())) for scope, at, run_id, counts in rows}
