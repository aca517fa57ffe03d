"""Removing what Medusa leaves behind of a creation that it refuses: options without a product.

It undoes the products, not their options, and none of them can be marked as ours
(docs/medusa-api.md#a-refused-creation-leaves-its-options). One is taken for a leftover if all of
this is so: a call was refused in the very seconds in which it was made, the call held an option of
the same title and values, it is one product's own but no product has it, and nobody wrote metadata
on it; and there are no more of the kind than the refused calls can have left. Else it stays,
whoever made it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.options import OptionApi
from .failures import raise_if_store_wide
from .moments import parse_moment

# By so much the clocks of the server, of its database and of a proxy before it may differ.
SLACK = timedelta(seconds=5)

# An option's title and its values.
Kind = tuple[str, frozenset[str]]


class Leftovers:
    """Remembers refused creations, and removes what they left."""

    def __init__(self) -> None:
        self._sent: Counter[Kind] = Counter()
        self._windows: list[tuple[datetime, datetime]] = []

    def note(self, bodies: Iterable[dict[str, Any]], error: MedusaError, seconds: float) -> None:
        """Keep a refused call.

        :param bodies: of the products
        :param seconds: how long the call took
        """
        if not error.served_at or error.outcome_unknown or _leaves_nothing(error):
            return
        begin = error.served_at - timedelta(seconds=seconds) - SLACK
        self._windows.append((begin, error.served_at + SLACK))
        for body in bodies:
            for option in body.get("options") or []:
                if "values" in option:
                    self._sent[option["title"], frozenset(option["values"])] += 1

    def __bool__(self) -> bool:
        """Tell whether there may be any."""
        return bool(self._sent)

    def clear(self, client: MedusaClient, is_late: Callable[[], bool]) -> None:
        """Remove what the calls left, as far as the time allows: it takes a request each.

        Nothing else creates products meanwhile: their options are there before them.

        :raise StoreError: the store as a whole fails
        """
        if not self._sent:
            return
        options = OptionApi(client)
        begin = min(window[0] for window in self._windows)
        end = max(window[1] for window in self._windows)
        try:
            for option_id in self._find(options.list_created(begin, end)):
                if is_late():
                    return
                options.delete(option_id)
        except MedusaError as error:
            # An option too many is no product's failure.
            raise_if_store_wide(error)
        finally:
            self._sent.clear()
            self._windows.clear()

    def _find(self, rows: Iterable[dict[str, Any]]) -> list[str]:
        found: dict[Kind, list[str]] = {}
        for row in rows:
            kind = _get_kind(row)
            if kind in self._sent and self._is_leftover(row):
                found.setdefault(kind, []).append(row["id"])
        kinds = (kind for kind, ids in found.items() if len(ids) <= self._sent[kind])
        return [option_id for kind in kinds for option_id in found[kind]]

    def _is_leftover(self, row: dict[str, Any]) -> bool:
        # What the answer doesn't tell counts as a reason to leave it.
        is_unused = row.get("products") == [] and row.get("metadata", {}) is None
        moment = parse_moment(row.get("created_at"))
        is_timely = moment and any(begin <= moment <= end for begin, end in self._windows)
        return bool(row.get("is_exclusive") is True and is_unused and is_timely)


def _leaves_nothing(error: MedusaError) -> bool:
    # A handle is checked together with the options, and both are undone.
    return isinstance(error, MedusaConflictError) and error.field == "handle"


def _get_kind(row: dict[str, Any]) -> Kind:
    values = frozenset(str(value.get("value")) for value in row.get("values") or [])
    return str(row.get("title")), values
