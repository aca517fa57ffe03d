from odoo import api, fields, models
from odoo.tools import SQL

from ..run.run import OPEN_STATES

# A product that nobody seems to have touched is compared that often nevertheless: of prices that
# were imported, and of categories, pictures and channels, no time tells
# (docs/medusa-api.md#updated-at-misses-variants).
ROUND_DAYS = 7
# So many an hour at the most, one request: nobody in the shop notices it.
MOST_AN_HOUR = 100
# A store so large that a round would take longer than these has more of them.
LONGEST_ROUND_DAYS = 30
# Between two turns. The job of the queue comes each hour, and whenever somebody asks for something.
_PAUSE_MINUTES = 50


class MedusaDriftRound(models.AbstractModel):
    """Compares all products in turn, a few each hour, beside what a night has to do."""

    _name = "medusa.drift.round"
    _description = "Comparing Products with Medusa in Turn"

    def _is_due(self, backend):
        """Tell whether some products have their turn now."""
        if backend.drift_policy == "off" or not backend.api_key_set:
            return False
        under_way = [("backend_id", "=", backend.id), ("state", "in", OPEN_STATES)]
        if self.env["medusa.sync.run"].search_count(under_way, limit=1):
            return False
        _count, waiting, last = self._read_state(backend)
        pause = fields.Datetime.subtract(fields.Datetime.now(), minutes=_PAUSE_MINUTES)
        return bool(waiting) and (last is None or last <= pause)

    def _find_next(self, backend):
        """Return the ids of the bindings to compare in this hour.

        :rtype: list[int]
        """
        count, _waiting, _last = self._read_state(backend)
        most = max(MOST_AN_HOUR, -(-count // (LONGEST_ROUND_DAYS * 24)))
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM medusa_product_binding WHERE %s AND %s"
                " ORDER BY COALESCE(compared_at, last_push), id LIMIT %s",
                self._get_mine(backend), self._get_long_ago(), most,
            )
        )  # fmt: skip
        return sorted(row[0] for row in rows)

    def _read_state(self, backend):
        """Return (number of products, how many are due, when some had their turn last)."""
        self.env["medusa.product.binding"].flush_model()
        [row] = self.env.execute_query(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE %s), max(compared_at)"
                " FROM medusa_product_binding WHERE %s",
                self._get_long_ago(), self._get_mine(backend),
            )
        )  # fmt: skip
        return row

    def _get_mine(self, backend):
        """Return the condition for what can be compared: what is held back has no turn."""
        bindings = self.env["medusa.product.binding"]
        domain = self.env["medusa.drift.comparing"]._get_domain(backend)
        return SQL("id IN %s", bindings._search(domain, active_test=False).subselect())

    def _get_long_ago(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=ROUND_DAYS)
        return SQL("COALESCE(compared_at, last_push) < %s", before)


class MedusaQueue(models.AbstractModel):
    _inherit = "medusa.queue"

    @api.model
    def _queue_due(self, backend):
        """Override of `medusa.queue` to let some products be compared in turn."""
        result = super()._queue_due(backend)
        guard = self.env["medusa.guard"]
        if not guard._is_paused(backend) and self.env["medusa.drift.round"]._is_due(backend):
            backend._queue_run("cron", scope="round")
        return result
