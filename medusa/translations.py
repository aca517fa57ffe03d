"""Texts in further languages. Medusa 2.21: translations/validators.js; behind a feature flag."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .listing import list_filtered, rows_of
from .packing import batch_body

TRANSLATIONS = "/admin/translations"
BATCH = "/admin/translations/batch"
FLAGS = "/admin/feature-flags"

_RESULT_KEYS = {"create": "created", "update": "updated"}
_FIELDS = "id,reference,reference_id,locale_code,translations"


class TranslationApi:
    """Reads and writes the translations of whatever the store translates."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def is_available(self) -> bool:
        """Return whether the store translates: the flag is on and the module answers."""
        try:
            flags = self.client.request("GET", FLAGS).get("feature_flags") or {}
            if not flags.get("translation"):
                return False
            self.client.request("GET", TRANSLATIONS, params=[("limit", "1")])
        except MedusaNotFoundError:
            return False
        return True

    def list_of(self, reference_ids: Sequence[str]) -> list[dict]:
        """Return the translations of some records, in all languages."""
        return list_filtered(
            self.client, TRANSLATIONS, "translations", "reference_id", reference_ids, _FIELDS
        )

    def batch(
        self, operation: Literal["create", "update", "delete"], encoded_items: Sequence[bytes]
    ) -> list[dict]:
        """Create, update or delete translations: one operation a call.

        An update merges its keys; an unknown language or record is not noticed by Medusa.

        :param encoded_items: JSON of `{reference, reference_id, locale_code, translations}`, of
            `{id, translations}`, or of an id
        :return: the created or updated rows in ARBITRARY order
        :raise MedusaConflictError: a record has a translation in this language already
        """
        answer = self.client.request("POST", BATCH, body=batch_body(operation, encoded_items))
        if operation == "delete":
            return []
        return rows_of(answer, _RESULT_KEYS[operation], method="POST", path=BATCH)
