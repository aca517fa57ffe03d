"""Finding in the store the term that was made for a record of Odoo: an answer was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .failures import ConflictError
from .identity import Databases, Remote, carries_our_mark, get_model, is_contested, tell_owner
from .term_values import Key


def find_term(
    key: Key,
    values: dict[str, Any],
    remote: Iterable[Remote],
    databases: Databases,
    is_held: Callable[[str], bool],
) -> str | None:
    """Return the id of the store's term that carries the record's mark, or None.

    :param values: what Odoo wants, as Medusa takes it
    :param remote: all terms of the kind
    :param is_held: tells whether a term is another record's already
    :raise ConflictError: if several carry it, or if another database's may be ours
    """
    rows = list(remote)
    external_id, value = values["external_id"], values.get("value")
    named = [
        row for row in rows if row.get("external_id") == external_id and get_model(row) == key[0]
    ]
    ours = [
        row["id"]
        for row in named
        if carries_our_mark(row, databases, external_id) and not is_held(row["id"])
    ]
    if len(ours) > 1:
        raise ConflictError("candidates", ours)
    if ours:
        return ours[0]
    # A value of the same name is shared, whoever made it: none is made.
    contested = [row for row in named if is_contested(row, databases)]
    if contested and not any(value and row["value"] == value for row in rows):
        raise ConflictError("foreign", [tell_owner(row) for row in contested])
    return None
