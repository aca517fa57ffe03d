from odoo import models

from ...sync.changed import Changed
from ...sync.difference import Difference
from ...sync.failures import StoreError, classify
from ...sync.term_push import TermJob, TermPush
from ..core.locks import claim_all
from ..core.transaction import commit
from ..product.ahead import forget_ahead
from ..product.selected import search_free
from ..run.line import Line
from ..run.phase import Step, make_record


class MedusaPhaseTerms(models.AbstractModel):
    """Brings into the store what sorts the products, before the products need it."""

    _name = "medusa.phase.terms"
    _description = "Pushing Categories and Tags to Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        if run.scope == "full":
            return self.env["medusa.term.source"]._has_terms(run.backend_id)
        return any(self._get_wanted(run).values())

    def _step(self, run, client, cursor):
        """Make and change all terms that the run's products need; each is recorded at once."""
        with claim_all(run.backend_id, "term") as claimed:
            # Another process makes just these, perhaps: it is looked at again what is left to do.
            return self._push_claimed(run, client, cursor) if claimed else Step(cursor)

    def _push_claimed(self, run, client, cursor):
        backend = run.backend_id
        note = self.env["medusa.written"]._get_note(run)
        holdings = backend.term_ids._get_holdings()
        push = TermPush(client, backend._get_databases(), holdings, note)
        if run.scope == "full":
            self._forget_lost(run, push)
        lines, changes = [], []
        for kind, records in self._get_wanted(run).items():
            records = records.with_context(lang=backend.lang)
            terms = self._ensure_terms(backend, kind, records)
            keys = {(row._name, str(row.id)): terms[row.id].medusa_id for row in records}
            jobs = [self._prepare_job(backend, kind, row, terms[row.id], keys) for row in records]
            ids = {job.key: terms[int(job.key[1])].id for job in jobs}
            commit(self.env)
            try:
                for outcome in push.run(jobs):
                    lines += self._record_term(ids[outcome.job.key], outcome)
                    changes += prepare_changes(outcome)
                    # Products name it by the id that it has now.
                    forget_ahead(run)
                if kind == "category":
                    lines += self._sort(backend, push)
                    changes += prepare_moves(backend, push)
            except StoreError as error:
                return Step(cursor, lines, store_error=error.error, changes=changes)
        return Step(None, lines, changes=changes)

    def _record(self, run, step):
        # The terms themselves were recorded one by one.
        return make_record(step.work or [])

    # === WHAT IS WANTED === #

    def _get_wanted(self, run):
        """Return {kind: records} of the run's products, parents first."""
        source, backend = self.env["medusa.term.source"], run.backend_id
        if run.scope == "full":
            free = self.env["medusa.product.changes"]._get_free_domain(backend)
            return source._get_all_records(backend, free)
        selected = search_free(backend, [("id", "in", run.chosen or [])])
        products = self.env["product.template"].browse(list(selected))
        return source._get_records_of(backend, products)

    def _prepare_job(self, backend, kind, record, term, medusa_ids):
        """Return what is wanted of a term.

        :param dict medusa_ids: {key: Medusa id} of the terms of this kind
        """
        job = TermJob(
            key=(record._name, str(record.id)),
            kind=kind,
            values=self.env["medusa.term.source"]._prepare_term(backend, kind, record),
            medusa_id=term.medusa_id or None,
            payload_hash=term.payload_hash or None,
            parent=self._get_parent_key(kind, record),
        )
        if not job.is_known(medusa_ids.get(job.parent)):
            # Until it is recorded: what is taken back by then is sent all the same.
            term.payload_hash = False
        return job

    def _get_parent_key(self, kind, record):
        parent = record.parent_id if kind == "category" else None
        return (parent._name, str(parent.id)) if parent else None

    def _ensure_terms(self, backend, kind, records):
        """Return {record id: term}."""
        present = self.env["medusa.term"].search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("res_model", "=", records._name),
                ("external_id", "in", [str(key) for key in records.ids]),
            ]
        )
        known = {int(term.external_id): term for term in present}
        created = self.env["medusa.term"].create(
            [
                {
                    "backend_id": backend.id,
                    "kind": kind,
                    "res_model": record._name,
                    "external_id": str(record.id),
                    "name": record.name,
                }
                for record in records
                if record.id not in known
            ]
        )
        return known | {int(term.external_id): term for term in created}

    # === WHAT CAME OF IT === #

    def _record_term(self, term_id, outcome):
        """Keep what became of a term; return the lines that tell it, if there is anything to."""
        term = self.env["medusa.term"].browse(term_id)
        vals = {"medusa_id": outcome.medusa_id or False}
        if outcome.handle:
            vals["handle"] = outcome.handle
        if outcome.is_made is not None:
            vals["is_created"] = outcome.is_made
        if term.medusa_id and term.medusa_id != outcome.medusa_id:
            # Products have it until they are pushed.
            vals["former"] = [*(term.former or []), [term.medusa_id, term.is_created]]
        if outcome.error:
            term.write({**vals, **term._prepare_failure_vals(outcome.error)})
            lines = [Line("terms", name=term.name, failure=classify(outcome.error))]
        else:
            values = outcome.job.values
            name = values.get("name") or values.get("value") or values.get("title")
            term.write(
                {
                    **vals,
                    "name": name,
                    "payload_hash": outcome.payload_hash,
                    **term._clear_failure_vals(),
                }
            )
            lost = self._get_lost(term)
            lines = [Line("terms", name=name, left_out=tuple(lost))] if lost else []
        commit(self.env)
        return lines

    def _get_lost(self, term):
        """Return sentences on what of a term the store can't show."""
        record = self.env[term.res_model].browse(int(term.external_id))
        record = record.with_context(lang=term.backend_id.lang)
        return self.env["medusa.term.source"]._get_lost(term.backend_id, term.kind, record)

    def _sort(self, backend, push):
        """Bring the categories into Odoo's order; return lines on those that were refused."""
        families = self.env["medusa.term.source"]._get_families(backend.term_ids)
        names = {term.medusa_id: term.name for term in backend.term_ids}
        commit(self.env)
        refused = push.sort(families)
        return [
            Line("terms", name=names[key], failure=classify(error))
            for key, error in refused.items()
        ]

    def _forget_lost(self, run, push):
        """Let terms be made again that somebody deleted in Medusa.

        Their new ids change the payloads of the products that have them, which are pushed then.
        """
        backend = run.backend_id
        terms = self.env["medusa.term"].search(
            [("backend_id", "=", backend.id), ("medusa_id", "!=", False)]
        )
        kinds = sorted(set(terms.mapped("kind")))
        commit(self.env)
        for kind in kinds:
            known = push.list_ids(kind)
            lost = terms.filtered(
                lambda term, kind=kind, known=known: (
                    term.kind == kind and term.medusa_id not in known
                )
            )
            if lost:
                lost.write({"medusa_id": False, "payload_hash": False})
                forget_ahead(run)
            commit(self.env)


def prepare_changes(outcome):
    """Return what was written of a term, in a list.

    :param TermOutcome outcome: see `sync.term_push`
    """
    if not outcome.changes and outcome.note is None:
        return []
    values, is_new = outcome.job.values, all(row.store is None for row in outcome.changes)
    name = values.get("name") or values.get("value") or values.get("title")
    operation = "create" if is_new else "update"
    is_unsure = bool(getattr(outcome.error, "outcome_unknown", False))
    known = outcome.medusa_id, operation, outcome.changes, outcome.note
    return [Changed("term", None, name, *known, is_unsure)]


def prepare_moves(backend, push):
    """Return which categories got another place among their siblings.

    :param TermPush push: see `sync.term_push`
    """
    names = {term.medusa_id: term.name for term in backend.term_ids}
    return [
        Changed("term", None, names.get(key), key, "update", [Difference("rank", None, *ranks)])
        for key, ranks in push.moved.items()
    ]
