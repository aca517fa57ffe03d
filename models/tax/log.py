from odoo import api, fields, models

from ...sync.failures import classify
from ..run.line import Line


class MedusaSyncLog(models.Model):
    """Lines on tax rates: numbers, told in the reader's language."""

    _inherit = "medusa.sync.log"

    tax_counts = fields.Json(readonly=True)

    @api.model
    def _make_tax_line(self, name, outcome=None, error=None):
        """Return the line that tells what became of a tax rate.

        :param RateOutcome outcome: see `sync.tax_rates`
        """
        if error:
            return Line("taxes", name=name, failure=classify(error))
        counts = {"added": outcome.added, "removed": outcome.removed}
        return Line("taxes", name=name, vals={"tax_counts": counts})

    def _compute_message(self):
        result = super()._compute_message()
        for log in self.filtered("tax_counts"):
            text = self.env._(
                "Products that have it now: %(added)s, that lost it: %(removed)s.", **log.tax_counts
            )
            log.message = f"{log.message} {text}"
        return result
