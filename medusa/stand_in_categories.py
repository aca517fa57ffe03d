"""The places of categories among their siblings, after writes that never left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .shelf import GONE, Row
from .terms import KINDS

CATEGORIES, PARENT = KINDS["category"].path, "parent_category_id"


class Places:
    """Where categories stand, as the store would move them by itself.

    See docs/medusa-api.md#ranks-shift-siblings.

    :param rows: of the store, as it holds them
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._parents = {row["id"]: row.get(PARENT) for row in rows}
        self.ranks = {row["id"]: row.get("rank") or 0 for row in rows}
        self._sizes = Counter(self._parents.values())

    def change(self, key: str, changes: Row) -> None:
        """Let a category go, come, or go to another parent.

        :param Row changes: all that would have been written of it
        """
        if GONE in changes:
            self._leave(key)
        elif key not in self._parents or (
            PARENT in changes and self._parents[key] != changes[PARENT]
        ):
            self._leave(key)
            parent = self._parents[key] = changes.get(PARENT)
            self.ranks[key] = self._sizes[parent]
            self._sizes[parent] += 1

    def move(self, key: str, rank: int) -> None:
        """Let a category stand elsewhere among its siblings."""
        if key not in self._parents:
            return
        former, parent = self.ranks[key], self._parents[key]
        for other, place in self.ranks.items():
            if self._parents[other] == parent:
                self.ranks[other] += (rank <= place < former) - (former < place <= rank)
        self.ranks[key] = rank

    def _leave(self, key: str) -> None:
        if key not in self._parents:
            return
        parent, former = self._parents.pop(key), self.ranks.pop(key)
        self._sizes[parent] -= 1
        for other, place in self.ranks.items():
            if place > former and self._parents[other] == parent:
                self.ranks[other] = place - 1
