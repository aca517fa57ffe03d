from odoo import api, fields, models

from ...sync.failures import ANSWERED, FOUND, OURS, TYPES, classify
from .sentence import get_facts, restore, tell


class MedusaFailureMixin(models.AbstractModel):
    """A failure as it is kept: a type of a closed list and the store's own words.

    What a person reads, the cause and the mend, is made when it is read, in the reader's language.
    """

    _name = "medusa.failure.mixin"
    _description = "Medusa Failure"

    failure_type = fields.Selection(
        [(name, failure_type.label) for name, failure_type in TYPES.items()],
        index="btree_not_null",
        readonly=True,
    )
    failure_detail = fields.Text("Store's Answer", readonly=True)
    failure_facts = fields.Json(
        readonly=True, copy=False, help="What our own words in the detail are made of."
    )
    http_status = fields.Integer("HTTP Status", readonly=True, aggregator=None)
    # A text: in lists, it wraps.
    failure_cause = fields.Text("Cause", compute="_compute_failure_texts")
    failure_mend = fields.Char("What To Do", compute="_compute_failure_texts")
    failure_answer = fields.Text("Details", compute="_compute_failure_texts")

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_add_facts(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_add_facts(vals))

    # === COMPUTE METHODS === #

    @api.depends("failure_type", "failure_detail", "failure_facts")
    @api.depends_context("lang")
    def _compute_failure_texts(self):
        texts = self._get_failure_texts()
        for record in self:
            cause, mend = texts.get(record.failure_type, (False, False))
            record.failure_cause = cause
            promise = record._get_promise(record.failure_type)
            record.failure_mend = f"{mend} {promise}" if promise else mend
            record.failure_answer = self._get_failure_answer(
                record.failure_type, record._tell_failure_detail()
            )

    # === BUSINESS METHODS === #

    def _tell_failure_detail(self):
        """Return the detail; where it is ours, in the reader's language."""
        return tell(self.env, self.failure_detail, self.failure_facts)

    def _get_kept_detail(self):
        """Return the detail to be kept elsewhere as well, where it is read in any language too."""
        return restore(self.failure_detail, self.failure_facts)

    @api.model
    def _get_failure_answer(self, failure_type, detail):
        """Return the detail of a failure with a word on whose it is."""
        words = failure_type and TYPES[failure_type].words
        if not detail or words == OURS:
            return detail
        if words == FOUND:
            return self.env._("Found in the store: %s", detail)
        if words == ANSWERED:
            return self.env._("The answer: %s", detail)
        return self.env._("The store says: %s", detail)

    def _get_promise(self, failure_type):
        """Return a sentence on what happens by itself after a failure of the whole store, or "".

        Override it where that isn't so.
        """
        return self._get_promises().get(failure_type, "")

    @api.model
    def _prepare_failure_vals(self, error):
        """Return the fields that keep an error.

        :param Exception error: of the client, of a comparison or any other, see `sync.failures`
        :rtype: dict
        """
        failure = classify(error)
        return {
            "failure_type": failure.type,
            "failure_detail": failure.detail,
            "http_status": failure.http_status,
        }

    @api.model
    def _clear_failure_vals(self):
        return {"failure_type": False, "failure_detail": False, "http_status": 0}

    @api.model
    def _tell_failure(self, error):
        """Return cause, the store's words and mend of an error, in the reader's language."""
        failure = classify(error)
        cause, mend = self._get_failure_texts()[failure.type]
        return " ".join(part for part in (cause, failure.detail, mend) if part)


def _add_facts(vals):
    if "failure_detail" not in vals:
        return vals
    return {**vals, "failure_facts": get_facts(vals["failure_detail"])}
