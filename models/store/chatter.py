"""A store's chatter: many read it, and it says everything once, in one language."""

from odoo import SUPERUSER_ID, models


class MedusaChatterMixin(models.AbstractModel):
    """In which language a store's chatter is written, whoever or whatever writes it."""

    _name = "medusa.chatter.mixin"
    _description = "Chatter of a Medusa Store"

    def _get_chatter_lang(self):
        """Return the language of those who read this store's chatter: by default the company's.

        Override it to name another one.
        """
        self.ensure_one()
        # sudo: which language a company speaks is no secret.
        return self.company_id.sudo().partner_id.lang or self.env.lang

    def _as_told(self):
        """Return this store, speaking the language of its chatter."""
        return self.with_context(lang=self._get_chatter_lang())

    def _creation_message(self):
        """Override of `mail`: the first line is in the language of those that follow."""
        self.ensure_one()
        return self._as_told().env._("The store was created.")

    def _mail_track(self, tracked_fields, initial_values):
        """Override of `mail`: what a job changes is told in the readers' language, not its own.

        The labels of values are kept as they were written.
        """
        if self.env.uid == SUPERUSER_ID:
            self = self._as_told()
            names = ("string", "type", "selection", "currency_field")
            tracked_fields = self.fields_get(list(tracked_fields), attributes=names)
        return super()._mail_track(tracked_fields, initial_values)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    # First: what a thread says at first is said otherwise here.
    _inherit = ["medusa.chatter.mixin", "medusa.backend"]
