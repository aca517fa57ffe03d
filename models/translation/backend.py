from dataclasses import replace

from odoo import api, fields, models

from ...sync.stores import has_translations
from .locales import get_locales


class MedusaBackend(models.Model):
    """The further languages of a store."""

    _inherit = "medusa.backend"

    translation_lang_ids = fields.Many2many(
        "res.lang",
        string="Further Languages",
        help="Texts in these languages go to the store's translations. The main language's are "
        "the product's own.",
    )
    has_translations = fields.Boolean(readonly=True, copy=False)
    translation_warning = fields.Text(compute="_compute_translation_warning")

    @api.depends("translation_lang_ids", "has_translations", "connection_state")
    @api.depends_context("lang")
    def _compute_translation_warning(self):
        for backend in self:
            missing = bool(backend.translation_lang_ids) and not backend.has_translations
            backend.translation_warning = missing and backend.env._(
                "This store doesn't translate: further languages aren't pushed. In Medusa, switch "
                "on the feature flag “translation” (MEDUSA_FF_TRANSLATION=true), add the module "
                "@medusajs/medusa/translation to medusa-config, migrate the database, then test "
                "the connection."
            )

    def _read_store(self, client):
        # Written when nothing is asked any more: no row is held while the store is waited for.
        return replace(super()._read_store(client), has_translations=has_translations(client))

    def _keep_store_records(self, info):
        # sudo: whoever tests the connection need not write the store.
        self.sudo().has_translations = info.has_translations
        return super()._keep_store_records(info)

    def _get_translation_langs(self):
        """Return {code of Odoo: code of Medusa} of the further languages that can be pushed."""
        if not self.has_translations:
            return {}
        codes = [lang.code for lang in self.translation_lang_ids if lang.code != self.lang]
        return get_locales(codes)
