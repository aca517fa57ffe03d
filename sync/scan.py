"""Read the store's index: which products are there, and whose they say they are.

It finds what no filter finds, since Medusa has none on metadata
(docs/medusa-api.md#no-filter-on-metadata): products that carry our id in their metadata alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from .identity import Remote, get_external_id, is_ours

_FIELDS = "id,external_id,metadata"


@dataclass
class IndexPage:
    """A part of the index, in the order of the ids.

    :param after: the last id of the part before, "" for the first
    :param until: the last id of this part, None for the end of the index
    :param ids: of the products between the two
    :param claims: {external_id: ids of the products whose metadata names it}
    """

    after: str
    until: str | None
    ids: list[str] = field(default_factory=list)
    claims: dict[str, list[str]] = field(default_factory=dict)


def read_index(
    client: MedusaClient, databases: frozenset[str], page_size: int
) -> Iterator[IndexPage]:
    """Yield the store's index in pages; the last one is empty and has no end.

    :param databases: the uuids under which this Odoo database pushed
    :raise MedusaError: of the client
    """
    last_id = ""
    for rows in ProductApi(client).iter_pages(_FIELDS, page_size=page_size):
        ids = [row["id"] for row in rows]
        yield IndexPage(last_id, ids[-1], ids, _get_claims(rows, databases))
        last_id = ids[-1]
    yield IndexPage(last_id, None)


def _get_claims(rows: list[Remote], databases: frozenset[str]) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for row in rows:
        key = get_external_id(row)
        if key and key.isdecimal() and is_ours(row, databases):
            claims.setdefault(key, []).append(row["id"])
    return claims
