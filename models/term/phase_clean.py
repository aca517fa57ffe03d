from odoo import models

from ...sync.term_removal import TermRemoval
from ..core.locks import claim_all
from ..core.transaction import commit
from ..product.selected import has_late_products
from ..run.phase import Step


class MedusaPhaseCleanTerms(models.AbstractModel):
    """Deletes the terms that no selected product needs any more, if Odoo made them.

    A term that another record is as well, or that products of others have, stays in the store.
    """

    _name = "medusa.phase.clean_terms"
    _description = "Deleting Unused Categories and Tags in Medusa"
    _inherit = ["medusa.phase"]

    _takes_away = True

    def _is_wanted(self, run):
        return bool(run.backend_id.term_ids)

    def _step(self, run, client, cursor):
        backend = run.backend_id
        with claim_all(backend, "term") as claimed:
            if not claimed:
                return Step(cursor)
            note = self.env["medusa.written"]._get_note(run)
            push = TermRemoval(client, backend._get_databases(), note)
            unused = self._get_unused(backend)
            leaving = unused | backend.term_ids.filtered("former")
            if leaving and run._keeps_changes():
                wanted = self._get_deletable(leaving, unused)
                commit(self.env)
                push.look_at(wanted)
            for term in leaving:
                self._clean(backend, push, term, term in unused)
            return Step(None, changes=push.changes)

    def _get_deletable(self, terms, unused):
        """Return {kind: ids in the store} of what may be deleted."""
        wanted = {}
        for term in terms:
            present = [[term.medusa_id, term.is_created]] if term in unused else []
            ids = [key for key, is_made in [*(term.former or []), *present] if key and is_made]
            if ids:
                wanted.setdefault(term.kind, []).extend(ids)
        return wanted

    def _clean(self, backend, push, term, is_unused):
        """Delete what a term was in the store; what it is as well, if nothing needs it.

        What is refused goes at the next run.
        """
        former = [row for row in term.former or [] if not self._leave(backend, push, term, row)]
        if former != (term.former or []):
            term.former = former or False
        present = [term.medusa_id, term.is_created]
        if is_unused and not former and self._leave(backend, push, term, present, is_last=True):
            term.unlink()
        commit(self.env)

    def _leave(self, backend, push, term, row, is_last=False):
        """Delete a term of the store if it is ours alone; return whether it can be forgotten.

        :param row: [Medusa ID, made by Odoo]
        :param is_last: nothing else is kept of the record: its products have lost it
        """
        medusa_id, is_made = row
        kind = term.kind
        if not medusa_id or self._hand_over(backend, term, row, is_last):
            return True
        commit(self.env)
        if is_made and not push.delete(kind, medusa_id):
            return False
        # One that stays in the store is remembered as ours as long as products may still have it.
        return is_last or medusa_id in push.gone or not has_late_products(backend)

    def _hand_over(self, backend, term, row, is_last):
        """Leave a term to the records that are it as well; return whether there are any."""
        medusa_id, is_made = row
        domain = [
            ("backend_id", "=", backend.id),
            ("kind", "=", term.kind),
            ("medusa_id", "=", medusa_id),
        ]
        if is_last:
            domain.append(("id", "!=", term.id))
        heirs = self.env["medusa.term"].search(domain)
        if is_made:
            heirs.filtered(lambda heir: not heir.is_created).is_created = True
        return bool(heirs)

    def _get_unused(self, backend):
        """Return the terms that no selected product needs, children before their parents."""
        wanted = self.env["medusa.term.source"]._get_all_records(backend)
        used = {
            (kind, record._name, str(record.id))
            for kind, records in wanted.items()
            for record in records
        }
        gone = backend.term_ids.filtered(
            lambda term: (term.kind, term.res_model, term.external_id) not in used
        )
        # Children were mostly made after their parents.
        return gone.sorted("id", reverse=True)
