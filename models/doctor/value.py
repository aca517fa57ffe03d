from odoo import api, fields, models
from odoo.tools import SQL

from ..run.run import OPEN_STATES

# Of one value, more records nobody reads.
_MOST_OWNERS = 20


class MedusaFindingValue(models.Model):
    """A value that a store should have once, as an examination met it.

    Nobody reads these records but the run, whose last step deletes them.
    """

    _name = "medusa.finding.value"
    _description = "Value of a Medusa Store That Is Examined"
    _rec_name = "value"

    run_id = fields.Many2one("medusa.sync.run", required=True, ondelete="cascade", index=True)
    kind = fields.Char(required=True)
    value = fields.Char(required=True)
    owner = fields.Char(required=True)
    record = fields.Char()
    title = fields.Char()
    external_id = fields.Char()

    @api.model
    def _take(self, run, values):
        """Keep the values of a page.

        :param list values: `sync.findings.Value`
        """
        columns = ("kind", "value", "owner", "record", "name", "external_id")
        lists = [[getattr(value, name) for value in values] for name in columns]
        # A page has thousands of them, and nothing here is computed.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO medusa_finding_value
                            (run_id, kind, value, owner, record, title, external_id)
                SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],
                                         %s::text[], %s::text[])
                """,
                run.id,
                *lists,
            )
        )

    @api.model
    def _take_seen(self, run, ids):
        """Keep which products the store has."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO medusa_finding_value (run_id, kind, value, owner) "
                "SELECT %s, 'seen', id, id FROM unnest(%s::text[]) id",
                run.id,
                ids,
            )
        )

    @api.model
    def _find_twins(self, run, kind):
        """Return what several owners have: [(value, records, names, external_ids)].

        :param str kind: see `sync.checks.VALUES`
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT value,
                       (array_agg(DISTINCT record))[:%(most)s],
                       (array_agg(DISTINCT title))[:%(most)s],
                       (array_agg(DISTINCT external_id))[:%(most)s]
                  FROM medusa_finding_value
                 WHERE run_id = %(run)s AND kind = %(kind)s
              GROUP BY value HAVING count(DISTINCT owner) > 1
              ORDER BY value
                """,
                run=run.id,
                kind=kind,
                most=_MOST_OWNERS,
            )
        )

    @api.model
    def _find_unseen(self, run):
        """Return the ids of the bindings whose product the store didn't show.

        What was pushed while the store was read counts as there.
        """
        self.env["medusa.product.binding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT binding.id FROM medusa_product_binding binding
                 WHERE binding.backend_id = %s AND binding.state = 'synced'
                       AND binding.medusa_id IS NOT NULL AND binding.write_date <= %s
                       AND NOT EXISTS (
                           SELECT FROM medusa_finding_value seen
                            WHERE seen.run_id = %s AND seen.kind = 'seen'
                              AND seen.value = binding.medusa_id)
              ORDER BY binding.id
                """,
                run.backend_id.id, run.start_date, run.id,
            )
        )  # fmt: skip
        return [row[0] for row in rows]

    @api.model
    def _forget(self, runs):
        """Delete what runs have met."""
        if runs:
            self.env.cr.execute(
                SQL("DELETE FROM medusa_finding_value WHERE run_id = ANY(%s)", runs.ids)
            )
            self.invalidate_model(flush=False)

    @api.autovacuum
    def _gc_of_runs_that_are_over(self):
        """Delete what runs left that were cancelled, or failed."""
        groups = self._read_group([("run_id.state", "not in", OPEN_STATES)], ["run_id"])
        self._forget(self.env["medusa.sync.run"].union(*(run for [run] in groups)))
