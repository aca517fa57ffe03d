from odoo import fields, models

from ...sync.proposals import AMBIGUOUS, EXACT, PARTIAL, WEAK


class MedusaSyncLog(models.Model):
    """Lines on what was proposed: numbers, told in the reader's language."""

    _inherit = "medusa.sync.log"

    match_counts = fields.Json(readonly=True)

    def _get_operation_texts(self):
        _ = self.env._
        return {
            **super()._get_operation_texts(),
            "take_over": _("The shop was read, and compared with the products of Odoo."),
            "give_back": _("{name} was given back: in the store it belongs to nobody again."),
        }

    def _compute_message(self):
        result = super()._compute_message()
        for log in self.filtered("match_counts"):
            log.message = f"{log.message} {log._get_match_text()}"
        return result

    def _get_match_text(self):
        counts = {EXACT: 0, PARTIAL: 0, WEAK: 0, AMBIGUOUS: 0, "orphan": 0, "other": 0}
        return self.env._(
            "Proposals: %(exact)s of which all variants agree, %(partial)s some, %(weak)s the "
            "title alone, %(ambiguous)s ambiguous. Of no product of Odoo: %(orphan)s left over "
            "from it, %(other)s of other origin.",
            **counts | self.match_counts,
        )
