"""What an answer must hold: rows, one row, ids. Nothing in it is taken on trust."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from .answers import response_error
from .exceptions import MedusaResponseError
from .shapes import ID_LENGTH

T = TypeVar("T")


def text_of(row: dict, name: str) -> str:
    """Return a text of a row, "" where there is none.

    :raise TypeError: if it is something else, see ``convert``
    """
    value = row.get(name)
    if not isinstance(value, str | None):
        raise TypeError
    return value or ""


def rows_of(answer: object, key: str, *, method: str, path: str) -> list[dict]:
    """Return the rows that an answer holds under ``key``, each with its ``id``.

    A null among them is left out: Medusa answers ``[null]`` for a link to a record that does not
    exist (docs/medusa-api.md#links-to-nothing-read-as-null).

    :raise MedusaResponseError: there is no list, or something in it is no row
    """
    rows = [row for row in list_in(answer, key, method=method, path=path) if row is not None]
    if not all(map(_is_row, rows)):
        raise response_error(f"a row of '{key}' has no id", method=method, path=path)
    return rows


def row_of(answer: object, key: str, *, method: str, path: str) -> dict:
    """Return the one row that an answer holds under ``key``.

    :raise MedusaResponseError: there is none, or it has no ``id``
    """
    row = answer.get(key) if isinstance(answer, dict) else None
    if not _is_row(row):
        raise response_error(f"the answer has no '{key}'", method=method, path=path)
    return row


def deleted_ids(answer: object, *, method: str, path: str) -> list[str]:
    """Return the ids that a batch says it has deleted, whether they existed or not.

    :raise MedusaResponseError: the answer names none
    """
    deleted = answer.get("deleted") if isinstance(answer, dict) else None
    return list_in(deleted, "ids", method=method, path=path)


def list_in(answer: object, key: str, *, method: str, path: str) -> list:
    """Return the list under ``key`` as it is.

    :raise MedusaResponseError: there is none
    """
    found = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise response_error(f"the answer has no list '{key}'", method=method, path=path)
    return found


def convert(rows: Iterable[dict], build: Callable[[dict], T], *, method: str, path: str) -> list[T]:
    """Return what ``build`` makes of each row.

    :raise MedusaResponseError: a row lacks what was asked for, or has it in another form
    """
    try:
        return [build(row) for row in rows]
    except MedusaResponseError as err:
        # What a row lacks, said without whose answer it is.
        raise response_error(err.message, method=method, path=path) from err
    except (AttributeError, KeyError, TypeError, ValueError) as err:
        # Not the error's own words, which may show a value of the answer.
        reason = f"a row is not as the API promises ({type(err).__name__})"
        raise response_error(reason, method=method, path=path) from err


def _is_row(row: object) -> bool:
    key = row.get("id") if isinstance(row, dict) else None
    return isinstance(key, str) and len(key) <= ID_LENGTH
