"""Reading the rows that have certain values, in few requests, with an answer that is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .answers import response_error
from .exceptions import MedusaTooLargeError
from .packing import chunk_params
from .paging import ListQuery


def list_filtered(
    query: ListQuery, name: str, values: Iterable[str], page_size: int | None = None
) -> list[dict]:
    """Read the rows whose ``name`` is one of ``values``, in as few requests as the URL allows.

    Medusa ignores a filter that it does not know and answers everything
    (docs/medusa-api.md#an-unknown-filter-answers-everything): foreign rows are an error, never a
    result.

    :param query: asks for the field ``name`` among others
    :param int page_size: rows a request; by default somewhat more than there are values
    :return: each row once, ordered by id within a request
    :raise MedusaResponseError: the server did not apply the filter
    """
    found: dict[str, dict] = {}
    for group in chunk_params(f"{name}[]", dict.fromkeys(values), fixed=query.params):
        found |= {row["id"]: row for row in _read_group(query, name, group, page_size)}
    return list(found.values())


def _read_group(
    query: ListQuery, name: str, group: list[str], page_size: int | None
) -> Iterable[dict]:
    try:
        return list(_iter_checked(query, name, group, page_size))
    except MedusaTooLargeError:
        # A proxy before Medusa may allow less than Medusa does (nginx: 8 KiB).
        if len(group) == 1:
            raise
    half = len(group) // 2
    parts = (group[:half], group[half:])
    return [row for part in parts for row in _read_group(query, name, part, page_size)]


def _iter_checked(
    query: ListQuery, name: str, group: list[str], page_size: int | None
) -> Iterator[dict]:
    # There may be more rows than values: an external_id, for one, is not unique
    # (docs/medusa-api.md#external-id-is-not-unique).
    size = page_size or 2 * len(group) + 50
    asked = set(group)
    for page in query.narrow(name, group).iter_pages(size):
        # As text: what is no text can't even be looked up.
        if any(str(row.get(name)) not in asked for row in page):
            reason = f"the server ignored the filter by {name}"
            raise response_error(reason, method="GET", path=query.path)
        yield from page
