"""Reading the rows that have certain values, in few requests, with an answer that is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from .answers import response_error
from .exceptions import MedusaTooLargeError
from .packing import URL_LIMIT, chunk_params
from .paging import ListQuery, Pairs
from .urls import encode_query

_NUMBER = re.compile(r"\d+")


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


def list_holders(query: ListQuery, wanted: Mapping[str, Iterable[str]]) -> list[dict]:
    """Read the rows of which one of several columns has one of its values.

    It takes a single request as long as the URL allows, by ``$or``
    (docs/medusa-api.md#columns-are-asked-together).

    :param query: the list, whose fields hold these columns
    :param wanted: {column: values}
    :return: each row once
    :raise MedusaResponseError: the server did not apply the filter
    """
    asked = {name: set(values) for name, values in wanted.items()}
    names = [name for name, values in asked.items() if values]
    # A single column takes half of the URL without it.
    keys = [f"$or[{number}][{name}]" for number, name in enumerate(names)]
    keys = keys if len(names) > 1 else [f"{name}[]" for name in names]
    pairs = tuple(
        (key, value) for key, name in zip(keys, names, strict=True) for value in sorted(asked[name])
    )
    found: dict[str, dict] = {}
    for row in _read_pairs(query, pairs) if pairs else ():
        if not any(row.get(name) in values for name, values in asked.items()):
            raise response_error("the server ignored the filter", method="GET", path=query.path)
        found[row["id"]] = row
    return list(found.values())


def _read_pairs(query: ListQuery, pairs: Pairs) -> Iterator[dict]:
    """Read what has one of these values, in parts where the URL would be too long."""
    if len(pairs) == 1 or len(encode_query(query.params + pairs)) <= URL_LIMIT:
        try:
            asked = replace(query, params=query.params + pairs)
            # All at once, or a part would be read twice.
            yield from list(chain.from_iterable(asked.iter_pages(len(pairs) + 50)))
            return
        except MedusaTooLargeError:
            if len(pairs) == 1:
                raise
    middle = len(pairs) // 2
    for part in (pairs[:middle], pairs[middle:]):
        # The columns of a part are numbered from nought again.
        yield from _read_pairs(query, _renumber(part))


def _renumber(pairs: Pairs) -> Pairs:
    names = list(dict.fromkeys(name for name, _value in pairs))
    numbers = {name: names.index(name) for name in names}
    return tuple((_NUMBER.sub(str(numbers[name]), name, count=1), value) for name, value in pairs)


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
