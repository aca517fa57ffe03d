from odoo import api, fields, models
from odoo.tools import SQL

from ..core.vacuum import delete_some, get_date_before
from . import clock

# What is shown, and how long it is kept.
DAYS_SHOWN = 1
DAYS_KEPT = 7


class MedusaFreshness(models.Model):
    """How long one change took until a store had confirmed it."""

    _name = "medusa.freshness"
    _description = "Freshness of a Medusa Store"
    _order = "id desc"
    _rec_name = "kind"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("stock", "Stock"),
            ("price", "Prices"),
            ("product", "Products"),
            ("picture", "Pictures"),
            ("translation", "Further languages"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime("Confirmed", required=True, readonly=True, index=True)
    seconds = fields.Float(required=True, readonly=True, aggregator="avg")

    @api.model
    def _add(self, backend, measured):
        """Keep what was measured.

        :param measured: tuples (kind, seconds)
        """
        now = clock.get_now()
        self.create(
            [
                {"backend_id": backend.id, "kind": kind, "seconds": seconds, "at": now}
                for kind, seconds in measured
            ]
        )

    @api.model
    def _get_percentiles(self, backend, days=DAYS_SHOWN):
        """Return {kind: (number of changes, median, 95th percentile)} of the last day, or days."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT kind, count(*),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
                       percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds)
                  FROM medusa_freshness
                 WHERE backend_id = %s AND at > %s
              GROUP BY kind
                """,
                backend.id,
                since,
            )
        )
        return {kind: tuple(figures) for kind, *figures in rows}

    @api.autovacuum
    def _gc_freshness(self):
        """Delete what nobody is shown any more.

        :return: (how many were deleted, whether there are more)
        """
        return delete_some(self, [("at", "<", get_date_before(DAYS_KEPT))], 10000)
