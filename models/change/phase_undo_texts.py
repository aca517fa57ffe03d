from odoo import models
from odoo.tools import SQL

from ...medusa.exceptions import MedusaError
from ...sync.failures import classify, is_store_wide
from ...sync.translations import forget_texts
from ...sync.undo_translations import TextUndo, TextUndoJob
from ..core.sentence import keep
from ..core.transaction import commit
from ..run.line import Line
from ..run.phase import Record, Step
from .history import merge

# Records whose texts are brought back together.
TEXTS_CHUNK = 200
# Models whose records keep what was pushed of their texts.
_KEPT_ON = ("medusa.product.binding", "medusa.term", "medusa.option", "medusa.option.value")


class MedusaPhaseUndoTexts(models.AbstractModel):
    """Brings back what a run overwrote of texts in further languages."""

    _name = "medusa.phase.undo_texts"
    _description = "Undoing a Medusa Run: Further Languages"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(self._find_next(run, ""))

    def _begin(self, run):
        return {"after": ""}

    def _find_next(self, run, after):
        """Return the ids in the store of the next records of whose texts the run wrote some."""
        keys = [str(key) for key in run.chosen or ()]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT medusa_id COLLATE "C" FROM medusa_sync_change
                 WHERE run_id = %s AND kind = 'translation' AND medusa_id COLLATE "C" > %s %s
              ORDER BY 1 LIMIT %s
                """,
                run.undone_run_id.id or None, after,
                SQL("AND external_id = ANY(%s)", keys) if keys else SQL(), TEXTS_CHUNK,
            )
        )  # fmt: skip
        return [row[0] for row in rows]

    def _step(self, run, client, cursor):
        ids = self._find_next(run, cursor["after"])
        if not ids:
            return Step(None)
        jobs, rows = self._prepare(run, ids)
        commit(self.env)
        try:
            outcomes = TextUndo(client).run(jobs)
        except MedusaError as error:
            if is_store_wide(error):
                raise
            outcomes = []
            failure = classify(error)
        else:
            failure = None
        return Step({"after": ids[-1]}, (outcomes, failure, rows), looked_at=len(ids))

    def _prepare(self, run, ids):
        """Return (jobs, {id in the store: ids of `medusa.sync.change`}).

        From now on what was pushed of these texts counts as unknown, unless nothing is to be pushed
        of them: then it stays until Odoo's texts are others.
        """
        found = self.env["medusa.sync.change"].search(
            [
                ("run_id", "=", run.undone_run_id.id),
                ("kind", "=", "translation"),
                ("medusa_id", "in", ids),
            ],
            order="id",
        )
        if run.chosen:
            found = found.filtered(lambda row: int(row.external_id or 0) in run.chosen)
        changes = found.grouped("medusa_id")
        for name in _KEPT_ON:
            mine = [("backend_id", "=", run.backend_id.id), ("medusa_id", "in", list(changes))]
            for record in self.env[name].search(mine):
                self._forget(run, record)
        jobs = [
            TextUndoJob(number, key, bool(rows[0].external_id), merge(rows))
            for number, (key, rows) in enumerate(changes.items())
        ]
        return jobs, {key: rows.ids for key, rows in changes.items()}

    def _forget(self, run, record):
        is_product = record._name == "medusa.product.binding"
        if is_product and run.undo_then != "push" and not record.held_since:
            # Of some of them the run wrote nothing else.
            record._hold(run)
        if is_product or run.undo_then == "push":
            vals = {"translations": forget_texts(record.translations or {}) or False}
            record.write(vals | ({"translations_hash": False} if is_product else {}))

    def _record(self, run, step):
        record = Record()
        if not step.work:
            return record
        outcomes, failure, rows = step.work
        changes = self.env["medusa.sync.change"]
        if failure:
            for ids in rows.values():
                found = changes.browse(ids).exists()
                found.write({"undo_state": "failed", "undo_run_id": run.id})
            names = changes.browse(next(iter(rows.values()))).exists().mapped("name")
            record.lines.append(Line("undo", name=names[0] if names else False, failure=failure))
            record.counts["failed"] += 1
        keys = [outcome.job.medusa_id for outcome in outcomes if outcome.job.is_product]
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", run.backend_id.id), ("medusa_id", "in", keys)]
        )
        if run.undo_then == "exclude":
            self.env["medusa.undo.recorder"]._exclude(run, bindings)
        by_id = {binding.medusa_id: binding for binding in bindings}
        for outcome in outcomes:
            found = changes.browse(rows[outcome.job.medusa_id]).exists()
            line = self._record_one(run, outcome, found, by_id.get(outcome.job.medusa_id))
            if line:
                record.lines.append(line)
                record.counts["failed"] += bool(line.failure)
        return record

    def _record_one(self, run, outcome, changes, binding):
        """Keep what became of the texts of a record; return the line that tells it, or None."""
        undone = outcome.undone
        left = self.env["medusa.undo.recorder"]._tell_undone(undone)
        if not outcome.is_there:
            left = [keep(self.env)._("It isn't in the store any more.")]
        if outcome.error:
            state = "failed"
        elif undone.done or undone.already:
            state = "partly" if left else "undone"
        else:
            state = "left"
        changes.write({"undo_state": state, "undo_run_id": run.id})
        if not (outcome.error or left or (undone.done and not binding)):
            # That a product was brought back is told once.
            return None
        return Line(
            "undo",
            binding,
            name=changes[:1].name,
            medusa_id=outcome.job.medusa_id,
            failure=classify(outcome.error) if outcome.error else None,
            left_out=() if outcome.error else tuple(left),
        )
