import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..core.moment import tell_moment
from ..core.vacuum import delete_some, get_date_before

MEGABYTE = 1_000_000
# Deleted at once, at the most.
MOST_PRUNED = 5000


class MedusaRequest(models.Model):
    """A request to a store and its answer. Append-only; managers alone read it."""

    _name = "medusa.request"
    _description = "Request to a Medusa Store"
    _order = "id desc"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    run_id = fields.Many2one(
        "medusa.sync.run", readonly=True, ondelete="set null", index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", "Asked by", readonly=True, ondelete="set null", index="btree_not_null",
        help="Who tested the connection, looked at a product or pressed a button, where it was no "
        "run.",
    )  # fmt: skip
    method = fields.Char(readonly=True)
    path = fields.Char(readonly=True, help="With what was asked for, without the store's address.")
    started_at = fields.Datetime("Asked On", readonly=True)
    # Seconds since 1970: what was asked in the same second has an order.
    started = fields.Float(readonly=True, digits=(16, 3), aggregator=None)
    seconds = fields.Float("Duration (s)", readonly=True, digits=(12, 3), aggregator="avg")
    status = fields.Integer(
        "HTTP Status", readonly=True, aggregator=None, help="0: there was no answer."
    )
    failure = fields.Char("Without an Answer", readonly=True)
    is_failure = fields.Boolean("Failed", readonly=True)
    sent = fields.Integer("Sent (Bytes)", readonly=True)
    received = fields.Integer("Received (Bytes)", readonly=True)
    request = fields.Text(readonly=True)
    answer = fields.Text(readonly=True)
    size = fields.Integer(readonly=True, help="That it takes here, in bytes.")
    keys = fields.Json("Is About", readonly=True)

    @api.depends("method", "path", "started_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for row in self:
            path = (row.path or "").split("?")[0]
            moment = tell_moment(self.env, row.started_at)
            row.display_name = f"{row.method} {path} {moment}".strip()

    # === ACTION METHODS === #

    def action_download(self):
        """Download these as a HAR file: browsers and tools of developers open it.

        :return: a client action
        """
        self.check_access("read")
        ids = ",".join(str(row.id) for row in self)
        return {"type": "ir.actions.act_url", "url": f"/medusa/requests.har?ids={ids}"}

    # === BUSINESS METHODS === #

    @api.model
    def _find_about(self, run, keys, moment, is_failure=False):
        """Return the last request of a run that was about a record, empty where none was.

        A write goes before a read, and for what failed, one that failed before others.

        :param keys: see `medusa.recording.Exchange`
        :param moment: until when (UTC)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM medusa_request
                 WHERE run_id = %s AND create_date <= %s AND keys ?| %s::text[]
              ORDER BY (%s AND is_failure) DESC, method != 'GET' DESC, id DESC LIMIT 1
                """,
                run.id, moment, list(keys), is_failure,
            )
        )  # fmt: skip
        return self.browse(row[0] for row in rows)

    @api.model
    def _find_failed(self, run, name, status, moment):
        """Return the last request of a run that failed so, empty where none did.

        For what no id tells: one that names the record goes before others.

        :param name: of the record, or False
        :param int status: of the answer, 0 where there was none
        :param moment: until when (UTC)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM medusa_request
                 WHERE run_id = %s AND create_date <= %s AND is_failure AND status = %s
              ORDER BY position(%s IN request) > 0 DESC NULLS LAST, id DESC LIMIT 1
                """,
                run.id, moment, status, json.dumps(name or "", ensure_ascii=False)[1:-1],
            )
        )  # fmt: skip
        return self.browse(row[0] for row in rows)

    # === RETENTION === #

    @api.model
    def _prune(self, backend):
        """Delete the oldest of a store's requests that take more room than they may."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (
                       SELECT id, sum(size) OVER (ORDER BY id DESC) AS total
                         FROM medusa_request WHERE backend_id = %s) request
                 WHERE total > %s ORDER BY id LIMIT %s
                """,
                backend.id, backend.record_megabytes * MEGABYTE, MOST_PRUNED,
            )
        )  # fmt: skip
        self.browse(row[0] for row in rows).unlink()
        return len(rows)

    @api.autovacuum
    def _gc_requests(self):
        """Delete what is older, or takes more room, than its store keeps.

        :return: (how many were deleted, whether there are more)
        """
        count, has_more = 0, False
        for backend in self.env["medusa.backend"].with_context(active_test=False).search([]):
            old = [
                ("backend_id", "=", backend.id),
                ("started_at", "<", get_date_before(backend.record_days)),
            ]
            deleted, more = delete_some(self, old, 1000)
            pruned = self._prune(backend)
            count += deleted + pruned
            has_more = has_more or more or pruned == MOST_PRUNED
        return count, has_more
