from odoo import api, fields, models

from ...sync.failures import classify
from ..run.line import Line


class MedusaSyncLog(models.Model):
    """Lines on price lists: numbers, told in the reader's language."""

    _inherit = "medusa.sync.log"

    price_counts = fields.Json(readonly=True)

    @api.model
    def _make_price_line(self, name, counts=None, error=None):
        """Return the line that tells what became of a price list.

        :param dict counts: numbers of prices, and the list's own `operation`
        """
        if error:
            return Line("prices", name=name, failure=classify(error))
        vals = {"price_counts": counts}
        if counts["refused"]:
            vals["result"] = "warning"
        return Line("prices", name=name, vals=vals)

    def _compute_failure_texts(self):
        result = super()._compute_failure_texts()
        texts = self.env["medusa.price.list"]._get_failure_texts()
        for log in self:
            if log.operation == "prices":
                log.failure_cause, log.failure_mend = texts.get(log.failure_type, (False, False))
        return result

    def _compute_message(self):
        result = super()._compute_message()
        for log in self.filtered("price_counts"):
            log.message = f"{log.message} {log._get_price_text()}"
        return result

    def _get_price_text(self):
        _ = self.env._
        counts = self.price_counts
        if counts["operation"] == "delete":
            return _("it was deleted in the store.")
        text = _("Prices added: %(created)s, changed: %(updated)s, removed: %(deleted)s.", **counts)
        if counts["refused"]:
            text += " " + _(
                "Left out: %s, being negative, or of variants that the store doesn't have.",
                counts["refused"],
            )
        return text
