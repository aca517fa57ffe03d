"""Texts in further languages. Medusa 2.21: translations/validators.js; behind a feature flag
(docs/medusa-api.md#translations-are-behind-a-flag).
"""

from __future__ import annotations

from collections.abc import Sequence

from .resource import Resource

FLAGS = "/admin/feature-flags"


class TranslationApi(Resource):
    """Reads and writes the translations of whatever the store translates.

    ``batch`` takes ``{reference, reference_id, locale_code, translations}`` to create, ``{id,
    translations}`` to update, which merges the keys, and ids to delete. It raises
    ``MedusaConflictError`` when a record has a translation in this language already; an unknown
    language or record Medusa doesn't notice (docs/medusa-api.md#translations-are-not-checked).
    """

    route, many, one = "/admin/translations", "translations", "translation"
    fields = "id,reference,reference_id,locale_code,translations"

    def is_available(self) -> bool:
        """Tell whether the store translates: the flag is on and the module answers."""
        flags = self.client.request("GET", FLAGS).get("feature_flags")
        is_on = isinstance(flags, dict) and bool(flags.get("translation"))
        return is_on and super().is_available()

    def list_of(self, reference_ids: Sequence[str]) -> list[dict]:
        """Return the translations of some records, in all languages."""
        return self.list_by("reference_id", reference_ids)
