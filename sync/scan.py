"""Read the store's index: which products are there, and whose they say they are.

It finds what no filter finds, since Medusa has none on metadata
(docs/medusa-api.md#no-filter-on-metadata): products that carry our id in their metadata alone.
And it finds what nobody tells: variants that somebody made anew, which leaves the time of their
product's last change as it was (docs/medusa-api.md#updated-at-misses-variants).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from .identity import Databases, Remote, get_database, get_external_id, is_ours
from .items import get_item_ids
from .seen import SEEN_FIELDS, get_seen

_FIELDS = (
    "id,external_id,metadata,variants.id,variants.inventory_items.inventory_item_id," + SEEN_FIELDS
)
# Products whose marks a test of the connection looks at. The next run counts them all.
SAMPLE = 1000


@dataclass
class IndexPage:
    """A part of the index, in the order of the ids.

    :param after: the last id of the part before, "" for the first
    :param until: the last id of this part, None for the end of the index
    :param ids: of the products between the two
    :param claims: {external_id: ids of the products whose metadata names it}
    :param variants: (variant, its inventory item or None); one with several comes with each
    :param marks: how many of the products each Odoo database marked
    :param strange: ids of the products that a database marked which isn't the present one
    :param seen: when each of the products was last changed, see `seen`
    """

    after: str
    until: str | None
    ids: list[str] = field(default_factory=list)
    claims: dict[str, list[str]] = field(default_factory=dict)
    variants: list[tuple[str, str | None]] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


def read_index(client: MedusaClient, databases: Databases, page_size: int) -> Iterator[IndexPage]:
    """Yield the store's index in pages; the last one is empty and has no end.

    :param databases: whose marks are ours
    :raise MedusaError: of the client
    """
    last_id = ""
    for rows in ProductApi(client).iter_pages(_FIELDS, page_size=page_size):
        ids = [row["id"] for row in rows]
        yield IndexPage(
            last_id,
            ids[-1],
            ids,
            _get_claims(rows, databases),
            [pair for row in rows for pair in _get_variants(row)],
            count_marks(rows),
            [row["id"] for row in rows if get_database(row) not in (None, databases.current)],
            [get_seen(row) for row in rows],
        )
        last_id = ids[-1]
    yield IndexPage(last_id, None)


@dataclass(frozen=True)
class Sample:
    """Some products of a store.

    :param ids: of the products
    :param marked: those of them that carry the mark of an Odoo database
    :param marks: how many of them each database marked
    :param is_whole: whether these are all products of the store
    """

    ids: list[str]
    marked: frozenset[str]
    marks: Counter[str]
    is_whole: bool


def read_sample(client: MedusaClient) -> Sample:
    """Return the first products of a store, and what they say of whose they are.

    :raise MedusaError: of the client
    """
    rows = next(ProductApi(client).iter_pages("id,metadata", page_size=SAMPLE), [])
    marked = frozenset(row["id"] for row in rows if get_database(row))
    return Sample([row["id"] for row in rows], marked, count_marks(rows), len(rows) < SAMPLE)


def count_marks(rows: Iterable[Remote]) -> Counter[str]:
    """Return {database: how many of these products it marked}."""
    return Counter(database for row in rows if (database := get_database(row)))


def _get_variants(row: Remote) -> Iterator[tuple[str, str | None]]:
    for variant in row.get("variants") or []:
        for item_id in get_item_ids(variant) or [None]:
            yield variant["id"], item_id


def _get_claims(rows: list[Remote], databases: Databases) -> dict[str, list[str]]:
    claims: dict[str, list[str]] = {}
    for row in rows:
        key = get_external_id(row)
        if key and key.isdecimal() and is_ours(row, databases):
            claims.setdefault(key, []).append(row["id"])
    return claims
