from odoo import models

from ...const import PUSH_CHUNK


class MedusaSyncRun(models.Model):
    """The part of a run that pushes the texts in further languages."""

    _inherit = "medusa.sync.run"

    def _begin_translations(self):
        """Turn to the further languages, or past them where the store has none."""
        backend = self.backend_id
        known = self.env["medusa.product.binding"].search_count(
            [("backend_id", "=", backend.id), ("translations", "!=", False)], limit=1
        )
        if not backend.has_translations or not (backend.translation_lang_ids or known):
            self._after_translations()
            return
        push = self.env["medusa.translation.push"]
        if self._with_client(lambda client: push._push_terms(backend, client)):
            self.write({"phase": "translations", "position": 0})

    def _step_translations(self):
        """Push the translations of a further part of the products."""
        bindings = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("state", "=", "synced"),
                ("product_tmpl_id", "!=", False),
                ("id", ">", self.position),
            ],
            order="id",
            limit=PUSH_CHUNK,
        )
        if not bindings:
            self._after_translations()
        elif self._push_translations_of(bindings):
            self.position = bindings[-1].id
        return len(bindings) or 1

    def _push_translations_of(self, bindings):
        """Push the translations of some products; return whether the run goes on."""
        push = self.env["medusa.translation.push"]
        return self._with_client(
            lambda client: push._push_products(self.backend_id, client, bindings)
        )

    def _push_translations_now(self, result):
        """Push the translations of products that were just pushed."""
        if not self.backend_id._get_translation_langs():
            return
        done = [outcome for outcome in result.outcomes if not outcome.error]
        bindings = self.env["medusa.product.push"]._get_bindings(self.backend_id, done)
        if bindings:
            self._push_translations_of(
                self.env["medusa.product.binding"].concat(*bindings.values())
            )

    def _after_translations(self):
        self._begin_withdrawal()
