"""Options and values that a store won't delete, because products have them.

See docs/medusa-api.md#values-of-options-are-replaced.
"""

from __future__ import annotations

import re

from .exceptions import MedusaValidationError
from .shelf import Read, is_planned
from .stand_in_options import OPTIONS
from .stand_in_products import PRODUCTS

_PATH = re.compile(rf"{OPTIONS}/([^/]+)(?:/values/([^/]+))?")
_PAGE = 100
_FIELDS = "id,options.id,options.title,options.values.id,options.values.value"
# Of an option that more products have, it isn't asked which values they show.
MOST_PRODUCTS = 2000


class Holders:
    """Refuses what the store would: products hold it that nobody pushes any more."""

    def __init__(self) -> None:
        self._held: dict[str, set[str]] = {}

    def refuse(self, path: str, read: Read) -> None:
        """Refuse to delete what a product has.

        :param path: of the deletion
        :param read: returns what a list of the store would be by now: (path, pairs)
        :raise MedusaValidationError: it is an option, or a value, that a product has
        """
        match = _PATH.fullmatch(path)
        if not match or is_planned(match[1]):
            return
        option_id, value_id = match.groups()
        if option_id not in self._held:
            self._held[option_id] = set(_read_held(option_id, read))
        if (value_id or option_id) in self._held[option_id]:
            text = "Cannot delete what is associated with products."
            raise MedusaValidationError(text, status_code=400, method="DELETE", path=path)


def _read_held(option_id: str, read: Read) -> list[str]:
    """Return the ids of the option and of its values that products have."""
    pairs = [("fields", "id,products.id"), ("limit", "1"), ("id[]", option_id)]
    rows = read(OPTIONS, pairs).get("product_options") or []
    ids = [row["id"] for option in rows for row in option.get("products") or []]
    held: list[str] = []
    for start in range(0, len(ids) if len(ids) <= MOST_PRODUCTS else 0, _PAGE):
        part = ids[start : start + _PAGE]
        pairs = [("fields", _FIELDS), ("limit", str(_PAGE))]
        products = read(PRODUCTS, [*pairs, *(("id[]", key) for key in part)]).get("products")
        options = [option for row in products or [] for option in row.get("options") or []]
        for option in options:
            if option["id"] == option_id:
                held += [option_id, *(value["id"] for value in option.get("values") or [])]
    return held
