from odoo import models

from ...sync.term_push import TermPush
from ..core.transaction import commit
from ..run.phase import Step


class MedusaPhaseCleanTerms(models.AbstractModel):
    """Deletes the terms that no selected product needs any more, if Odoo made them."""

    _name = "medusa.phase.clean_terms"
    _description = "Deleting Unused Categories and Tags in Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return bool(run.backend_id.term_ids)

    def _step(self, run, client, cursor):
        unused = [
            (term.id, term.kind, term.is_created and term.medusa_id)
            for term in self._get_unused(run.backend_id)
        ]
        push = TermPush(client, run.backend_id._get_databases())
        commit(self.env)
        for term_id, kind, medusa_id in unused:
            # What is refused goes at the next run.
            if medusa_id and not push.delete(kind, medusa_id):
                continue
            self.env["medusa.term"].browse(term_id).unlink()
            commit(self.env)
        return Step(None)

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
