"""Cutting work into calls that Medusa accepts: by count, by bytes, by length of the URL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from .urls import Params, encode_query

K = TypeVar("K")

# Medusa 2.21 refuses more than 2 MiB on most batch routes and 100 KiB on the others (413,
# docs/medusa-api.md#bodies-are-limited). The margin is for a proxy's own counting.
BATCH_BODY_LIMIT = 2 * 1024 * 1024 - 32 * 1024
SINGLE_BODY_LIMIT = 100 * 1024 - 2 * 1024
# Node refuses more than 16 KiB of request line and headers together (431,
# docs/medusa-api.md#urls-are-limited).
URL_LIMIT = 12 * 1024
# Throughput of a batch call is flat from 100 to 250 products, and its time grows
# (docs/medusa-api.md#100-to-250-a-call).
MAX_PER_CALL = 200
# Values of one filter in one URL.
MAX_FILTER_VALUES = 300

# Every operation is six letters long: {"create":[]}, {"update":[]}, {"delete":[]}.
WRAPPER_BYTES = len(b'{"create":[]}')


def encode(item: object) -> bytes:
    """Write an item as compact JSON in UTF-8, the form in which its size is counted.

    :raise ValueError: NaN or infinity, which JSON does not know
    """
    text = json.dumps(item, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def pack(
    encoded: Sequence[tuple[K, bytes]],
    *,
    max_count: int = MAX_PER_CALL,
    max_bytes: int = BATCH_BODY_LIMIT,
) -> Iterator[list[tuple[K, bytes]]]:
    """Group encoded items, in their order, into bodies of at most so many items and bytes.

    :param encoded: pairs of the caller's key and the item's JSON
    :param int max_bytes: limit of the whole body, wrapper and commas included
    :return: lists of pairs; an item that is too large by itself comes alone, see ``fits``
    """
    group: list[tuple[K, bytes]] = []
    size = WRAPPER_BYTES
    for pair in encoded:
        more = len(pair[1]) + (1 if group else 0)
        if group and (len(group) >= max_count or size + more > max_bytes):
            yield group
            group, size, more = [], WRAPPER_BYTES, len(pair[1])
        group.append(pair)
        size += more
    if group:
        yield group


def fits(item: bytes, max_bytes: int = BATCH_BODY_LIMIT) -> bool:
    """Tell whether one encoded item can be sent at all."""
    return WRAPPER_BYTES + len(item) <= max_bytes


def batch_body(operation: str, items: Sequence[bytes]) -> bytes:
    """Build ``{operation: [...]}`` from items that are encoded already."""
    return b'{"%b":[%b]}' % (operation.encode(), b",".join(items))


def chunk_params(
    key: str,
    values: Iterable[str],
    *,
    fixed: Params | None = None,
    max_url: int = URL_LIMIT,
    max_count: int = MAX_FILTER_VALUES,
) -> Iterator[list[str]]:
    """Cut a filter's values so that each query stays short enough for a URL.

    :param str key: the parameter's name, as ``external_id[]``
    :param values: its values, in order
    :param fixed: the other parameters of the same query, counted in
    :param int max_url: characters of the query
    """
    base = len(encode_query(fixed))
    group: list[str] = []
    size = base
    for value in values:
        more = len(encode_query([(key, value)])) + 1
        if group and (len(group) >= max_count or size + more > max_url):
            yield group
            group, size = [], base
        group.append(value)
        size += more
    if group:
        yield group
