"""Tags and types: values, each unique in the store, whichever records of Odoo are called so.

Two records of one name are one value, and so is a marketer's own of that name. So a value is
written only where nobody else uses it; otherwise the record moves to another value. One that was
not made here is never renamed, and never deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .identity import OURS, Databases, Remote, carries_our_mark, get_model, whose

# (model of Odoo, external_id)
Key = tuple[str, str]


@dataclass(frozen=True)
class Holding:
    """Which term of the store a record of Odoo is.

    :param is_made: the term was not in the store before
    """

    kind: str
    key: Key
    medusa_id: str
    is_made: bool = False


class Holders:
    """Who shares which terms, while some of them move."""

    def __init__(self, holdings: Iterable[Holding] = ()) -> None:
        self._keys: dict[tuple[str, str], set[Key]] = {}
        self._made: set[str] = set()
        for row in holdings:
            self.hold(row.kind, row.key, row.medusa_id, row.is_made)

    def hold(self, kind: str, key: Key, medusa_id: str, is_made: bool = False) -> None:
        """Let a record be a term."""
        self._keys.setdefault((kind, medusa_id), set()).add(key)
        if is_made:
            self._made.add(medusa_id)

    def let_go(self, kind: str, key: Key, medusa_id: str | None) -> None:
        """Let a record be a term no more."""
        if medusa_id:
            self._keys.get((kind, medusa_id), set()).discard(key)

    def is_made(self, medusa_id: str) -> bool:
        """Tell whether a term was made here, for whichever record."""
        return medusa_id in self._made

    def is_held(self, kind: str, medusa_id: str, but: Key | None = None) -> bool:
        """Tell whether any record, but for one, is this term."""
        return bool(self._keys.get((kind, medusa_id), set()) - {but})


@dataclass(frozen=True)
class Placing:
    """Where the value of a record belongs.

    :param row: the store's value that it is or becomes, None where one is to be made
    :param is_written: whether the row is to be written
    :param is_made: whether the row is one that was made here
    """

    row: Remote | None
    is_written: bool
    is_made: bool


def place_value(
    kind: str,
    key: Key,
    present: Remote | None,
    values: dict[str, Any],
    remote: Iterable[Remote],
    holders: Holders,
    databases: Databases,
    is_used_by_others: Callable[[str], bool],
) -> Placing:
    """Decide whether a record stays, renames its value, moves to another one, or needs a new one.

    :param present: the value that the record is in the store, None without one
    :param values: what Odoo wants, as Medusa takes it
    :param remote: all values of the store
    :param is_used_by_others: tells whether products of others have a term; it asks the store
    """
    same = next((row for row in remote if row["value"] == values["value"]), None)
    if same:
        is_known = present is not None and present["id"] == same["id"]
        is_made = holders.is_made(same["id"]) or (not is_known and whose(same, databases) == OURS)
        is_ours_alone = is_made and not holders.is_held(kind, same["id"], but=key)
        is_marked = (
            carries_our_mark(same, databases, key[1])
            and get_model(same) == key[0]
            and same.get("external_id") == values["external_id"]
        )
        return Placing(same, is_ours_alone and not is_marked, is_made)
    if (
        present
        and holders.is_made(present["id"])
        and not holders.is_held(kind, present["id"], but=key)
        and not is_used_by_others(present["id"])
    ):
        return Placing(present, True, True)
    return Placing(None, True, True)
