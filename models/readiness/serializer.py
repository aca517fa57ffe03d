from odoo import models

from ...sync.ownership import ALWAYS
from ..core.sentence import get_facts, keep
from .checks import Facts, get_checks
from .content import read_languages
from .lack import Lack, get_full_text


class MedusaProductSerializer(models.AbstractModel):
    """Keeps what isn't ready to be sold a draft, and says what is missing."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        shared.loaders["checks"] = lambda: get_checks(backend)
        shared.loaders["languages"] = lambda: read_languages(products)
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        facts = Facts(self.env, product, payload, shared)
        found = [(level, check(facts)) for _name, level, check in shared.checks]
        found += [("draft", Lack(text)) for text in self._get_draft_reasons(product, shared)]
        is_ours = shared.owners.get("status") == ALWAYS
        missing = [
            _prepare_missing(self.env, level, lack, is_ours) for level, lack in found if lack
        ]
        status = payload["product"].get("status")
        if any(row["level"] == "draft" for row in missing):
            payload["product"]["status"] = "draft"
        # Told once, and compared, with what else the store can't have.
        payload["notes"] += [row["note"] for row in missing]
        return {**payload, "missing": missing, "ready_status": status}

    def _get_draft_reasons(self, product, shared):
        """Return sentences on further reasons why a product must not be on sale in the store.

        Override it to hold back further kinds.

        :rtype: list[str]
        """
        return []


def _prepare_missing(env, level, lack, is_ours):
    """Return what a product lacks as a binding keeps it; its note is for the log.

    :param bool is_ours: whether Odoo says what status it has, also once it is in the store
    """
    note = get_full_text(env, lack)
    draft = keep(env)._("It stays a draft. %s", note)
    if not is_ours:
        draft = keep(env)._("It isn't ready to be sold. %s", note)
    return {
        "level": level,
        "text": lack.text,
        "facts": get_facts(lack.text),
        "variants": [key for key, _title in lack.variants],
        "note": draft if level == "draft" else note,
    }
