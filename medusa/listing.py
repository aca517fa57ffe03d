"""Reading lists: whole, in pages, and by a filter whose answer is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaTooLargeError
from .packing import chunk_params

# Small lists (channels, profiles) come whole in one request; Medusa 2.21 knows no maximum.
LIST_PAGE = 500


def rows_of(answer: object, key: str, *, method: str, path: str) -> list[Any]:
    """Return the list under ``key``, or raise ``MedusaResponseError`` where there is none.

    A null among the rows is left out: Medusa answers ``[null]`` for a link to a record that does
    not exist.
    """
    rows = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        reason = f"the answer has no list '{key}'"
        raise response_error(reason, status=200, method=method, path=path)
    return [row for row in rows if row is not None]


def list_all(client: MedusaClient, path: str, key: str, fields: str) -> list[dict]:
    """Read a whole list, page by page.

    :param str key: the answer's key that holds the rows
    """
    rows: list[dict] = []
    while True:
        params = [
            ("fields", fields),
            ("order", "id"),
            ("offset", str(len(rows))),
            ("limit", str(LIST_PAGE)),
        ]
        page = rows_of(client.request("GET", path, params=params), key, method="GET", path=path)
        rows += page
        if len(page) < LIST_PAGE:
            return rows


def list_filtered(
    client: MedusaClient, path: str, rows_key: str, field: str, values: Sequence[str], fields: str
) -> list[dict]:
    """Read the rows whose ``field`` is one of ``values``, in as few requests as the URL allows.

    Medusa ignores a filter that it does not know and answers everything: foreign rows are an
    error, never a result.

    :param str rows_key: the answer's key that holds the rows
    :param str fields: asked fields; ``field`` is added
    :raise MedusaResponseError: the server did not apply the filter
    """
    names = fields.split(",")
    fixed = [("fields", fields if field in names else f"{field},{fields}"), ("order", "id")]
    rows: list[dict] = []
    for group in chunk_params(f"{field}[]", dict.fromkeys(values), fixed=fixed):
        rows += _list_group(client, path, rows_key, field, group, fixed)
    return rows


def _list_group(
    client: MedusaClient,
    path: str,
    rows_key: str,
    field: str,
    group: list[str],
    fixed: list[tuple[str, str]],
) -> list[dict]:
    try:
        return list(_filtered_pages(client, path, rows_key, field, group, fixed))
    except MedusaTooLargeError:
        # A proxy before Medusa may allow less than Medusa does (nginx: 8 KiB).
        if len(group) == 1:
            raise
    half = len(group) // 2
    return [
        row
        for part in (group[:half], group[half:])
        for row in _list_group(client, path, rows_key, field, part, fixed)
    ]


def _filtered_pages(
    client: MedusaClient,
    path: str,
    rows_key: str,
    field: str,
    group: list[str],
    fixed: list[tuple[str, str]],
) -> Iterator[dict]:
    # external_id is not unique: there may be more rows than values.
    limit = 2 * len(group) + 50
    asked, offset = set(group), 0
    while True:
        params = [*fixed, *((f"{field}[]", value) for value in group)]
        params += [("offset", str(offset)), ("limit", str(limit))]
        answer = client.request("GET", path, params=params)
        rows = rows_of(answer, rows_key, method="GET", path=path)
        if any(row.get(field) not in asked for row in rows):
            reason = f"the server ignored the filter by {field}"
            raise response_error(reason, status=200, method="GET", path=path)
        yield from rows
        offset += len(rows)
        if len(rows) < limit:
            return
