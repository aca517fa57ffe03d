from odoo import fields, models
from odoo.tools import SQL

from ...sync.failures import StoreError, classify
from ...sync.identity import get_external_id, get_model
from ...sync.term_undo import TermUndo, TermUndoJob
from ...sync.undo_plan import NAMED
from ..core.locks import claim_all
from ..core.transaction import commit
from ..run.line import Line
from ..run.phase import Record, Step, make_record
from .history import merge
from .rows import FORMER


class MedusaSyncChange(models.Model):
    _inherit = "medusa.sync.change"

    remade_id = fields.Char(
        "Made Again As",
        readonly=True,
        help="The ID in Medusa that an undo gave to what the run had deleted.",
    )

    _remade = models.Index("(backend_id) WHERE remade_id IS NOT NULL")


class MedusaPhaseUndoTerms(models.AbstractModel):
    """Makes categories and the like again that products are to come back to, before they do.

    A category that nothing is left in is deleted by the run itself that emptied it. Where all of a
    run is undone, so is what it wrote of the categories themselves.
    """

    _name = "medusa.phase.undo_terms"
    _description = "Undoing a Medusa Run: Categories and Tags"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(self._find_deleted(run) or self._find_written(run))

    def _step(self, run, client, cursor):
        """Bring all of them back; each is recorded at once."""
        with claim_all(run.backend_id, "term") as claimed:
            return self._bring_back(run, client, cursor) if claimed else Step(cursor)

    def _bring_back(self, run, client, cursor):
        backend, deleted, written = run.backend_id, self._find_deleted(run), self._find_written(run)
        kinds = {term.medusa_id: term.kind for term in backend.term_ids if term.medusa_id}
        jobs = [(row.ids, self._prepare_remaking(row)) for row in deleted]
        jobs += [
            (rows.ids, TermUndoJob(kinds[key], key, changes=merge(rows)))
            for key, rows in written.grouped("medusa_id").items()
            if key in kinds
        ]
        known = {row.medusa_id: row.remade_id for row in deleted if row.remade_id}
        undo = TermUndo(client, backend._get_databases(), known)
        ids = {id(job): change_ids for change_ids, job in jobs}
        commit(self.env)
        lines = []
        try:
            for outcome in undo.run([job for _ids, job in jobs]):
                lines += self._record_term(run, ids[id(outcome.job)], outcome)
                commit(self.env)
        except StoreError as error:
            return Step(cursor, lines, store_error=error.error)
        return Step(None, lines)

    def _record(self, run, step):
        # The terms themselves were recorded one by one.
        return make_record(step.work) if step.work else Record()

    # === WHICH === #

    def _find_deleted(self, run):
        """Return the deletions of what products are to come back to, parents first."""
        mine = [
            ("backend_id", "=", run.backend_id.id),
            ("kind", "=", "term"),
            ("operation", "=", "delete"),
            # What it emptied may have been deleted by the run after it.
            ("run_id", ">=", run.undone_run_id.id or 0),
        ]
        rows = self.env["medusa.sync.change"].search(mine).filtered(get_former)
        found = {row.medusa_id: row for row in rows}
        wanted, waiting = set(), self._get_named(run) if found else []
        while waiting:
            key = waiting.pop()
            if key in found and key not in wanted:
                wanted.add(key)
                parent = get_former(found[key]).get("parent_category_id")
                waiting += [parent] if parent else []
        rows = self.env["medusa.sync.change"].union(*(found[key] for key in wanted))
        # Children were deleted before their parents.
        return rows.sorted("id", reverse=True)

    def _find_written(self, run):
        """Return what the run wrote of categories and the like that it didn't make."""
        if run.chosen:
            # They are of no product alone.
            return self.env["medusa.sync.change"]
        mine = [
            ("run_id", "=", run.undone_run_id.id),
            ("kind", "=", "term"),
            ("operation", "=", "update"),
            ("medusa_id", "!=", False),
        ]
        return self.env["medusa.sync.change"].search(mine, order="id")

    def _get_named(self, run):
        """Return the ids of what products that come back were in before the run."""
        keys = [str(key) for key in run.chosen or ()]
        chosen = SQL("AND external_id = ANY(%s)", keys) if keys else SQL()
        rows = run.env.execute_query(
            SQL(
                """
                SELECT DISTINCT key
                  FROM medusa_sync_change change, jsonb_array_elements(change.changes) item,
                       jsonb_array_elements_text(CASE jsonb_typeof(item -> 2)
                            WHEN 'array' THEN item -> 2
                            WHEN 'string' THEN jsonb_build_array(item -> 2)
                            ELSE '[]' END) key
                 WHERE run_id = %s AND kind = 'product' AND item ->> 0 = ANY(%s) %s
                """,
                run.undone_run_id.id or None, list(NAMED), chosen,
            )
        )  # fmt: skip
        return [row[0] for row in rows]

    def _prepare_remaking(self, row):
        former = get_former(row)
        return TermUndoJob(former["kind"], row.medusa_id, former)

    # === WHAT CAME OF IT === #

    def _record_term(self, run, change_ids, outcome):
        """Keep what became of a term; return the lines that tell it."""
        job, row = outcome.job, outcome.row
        changes = self.env["medusa.sync.change"].browse(change_ids).exists()
        name = changes[:1].name
        if outcome.error:
            state = "failed"
        elif not row:
            state = "left"
        else:
            has_rest = outcome.undone.edited or outcome.undone.stays
            state = "partly" if has_rest else "undone"
            if job.former:
                changes.remade_id = row["id"]
                self._ensure_term(run.backend_id, job, row)
        changes.write({"undo_state": state, "undo_run_id": run.id})
        if run.undo_then == "push" and row:
            same = [("backend_id", "=", run.backend_id.id), ("medusa_id", "=", row["id"])]
            # The next run looks at all of it.
            self.env["medusa.term"].search(same).payload_hash = False
        left = self.env["medusa.undo.recorder"]._tell_undone(outcome.undone)
        failure = classify(outcome.error) if outcome.error else None
        if not (failure or left or outcome.is_written):
            return []
        medusa_id = row["id"] if row else job.medusa_id
        return [Line("undo", name=name, medusa_id=medusa_id, failure=failure, left_out=tuple(left))]

    def _ensure_term(self, backend, job, row):
        """Let the record of Odoo be the term again that it was: no run makes it a second time."""
        external_id, model = get_external_id(row), get_model(row)
        if not (external_id and model in self.env):
            return
        same = [
            ("backend_id", "=", backend.id),
            ("kind", "=", job.kind),
            ("res_model", "=", model),
            ("external_id", "=", external_id),
        ]
        known = self.env["medusa.term"].search(same)
        names = ("name", "value", "title")
        vals = {
            "name": next((row[name] for name in names if row.get(name)), False),
            "medusa_id": row["id"],
            "handle": row.get("handle") or False,
            "is_created": True,
        }
        if not known:
            own = {"backend_id": backend.id, "kind": job.kind, "res_model": model}
            known.create({**own, "external_id": external_id, **vals})
        elif not known.medusa_id:
            known.write(vals)


def get_former(change):
    """Return all that a deleted term was, None where that isn't kept.

    :param change: `medusa.sync.change`
    """
    return next((row[2] for row in change.changes or () if row[0] == FORMER), None)
