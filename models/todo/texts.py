from odoo import api, models

from .causes import MODELS


class MedusaTodoMixin(models.AbstractModel):
    """What a person reads of it, in the reader's language."""

    _inherit = "medusa.todo.mixin"

    @api.model
    def _get_cause_texts(self, subject):
        """Return {cause: (sentence, what to do)} for one kind of records.

        A room that adds causes extends it.
        """
        model = self.env.get(self._get_subject_models().get(subject, ""))
        failures = model if hasattr(model, "_get_failure_texts") else None
        if failures is None:
            failures = self.env["medusa.failure.mixin"]
        return {**failures._get_failure_texts(), **self._get_own_texts()}

    @api.model
    def _get_subject_models(self):
        """Return {subject: the model of its records}; a room that adds subjects extends it."""
        return MODELS

    @api.model
    def _get_own_texts(self):
        """Return {cause: (sentence, what to do)} of what is no failure."""
        _ = self.env._
        return {
            "incomplete_draft": (
                _("It lacks what the store asks for, and stays a draft."),
                _("Add in Odoo what is missing: the next run publishes it."),
            ),
            "incomplete_tell": (
                _("It is sold, but it lacks what the store asks for."),
                _("Add in Odoo what is missing: the next run brings it to the store."),
            ),
            "no_key": (
                _("The store has no secret API key: nothing is pushed."),
                _("Make one in Medusa's admin (Settings, Secret API Keys) and paste it here."),
            ),
            "copied": (
                _("This database is a copy, or its identifier changed: nothing is pushed."),
                _("A manager says on the store's form whether this database pushes to it."),
            ),
            "other_store": (
                _("Another Medusa store answers at this address: nothing is pushed."),
                _("Correct the address, or say on the store's form that it is a new store."),
            ),
            "database": (
                _("Products of the store carry the mark of another Odoo database."),
                _("Say on the store's form whose they are."),
            ),
            "match": (
                _("Products of the store may be these of Odoo: they wait for a decision."),
                _("Accept or reject the proposals."),
            ),
            "currency": (
                _("Prices in a currency that the store doesn't have are never shown."),
                _("Add the currency to the store."),
            ),
            "stock_map": (
                _("A warehouse has no stock location that sells in the store."),
                _("Map it: choose a stock location of the store, or create one there."),
            ),
        }

    def _get_texts(self):
        """Return {record: (sentence, what to do)}."""
        by_subject = {
            subject: self._get_cause_texts(subject) for subject in set(self.mapped("subject"))
        }
        return {
            record: by_subject[record.subject].get(record.cause, (False, False)) for record in self
        }
