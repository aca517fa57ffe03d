"""Read what a shop sells, with all by which a product of Odoo may be known in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.paging import Page, Place
from ..medusa.products import ProductApi
from .identity import (
    DATABASE,
    EXTERNAL_ID,
    UNIQUE_FIELDS,
    Remote,
    get_database,
    get_external_id,
)

_FIELDS = ",".join(
    (
        "id,title,handle,status,external_id,metadata",
        "variants.id,variants.title,variants.metadata,variants.options.value",
        *(f"variants.{name}" for name in UNIQUE_FIELDS),
    )
)
# Of what the store says, no more than a person reads, and than identifies anything.
_LONGEST, _LONGEST_KEY = 300, 1000


@dataclass(frozen=True)
class ShopVariant:
    """A variant of the store.

    :param mark: the number in its metadata, "" where it has none
    :param values: its options' values, as they are compared
    """

    id: str
    title: str
    sku: str
    barcode: str
    mark: str
    values: frozenset[str]


@dataclass(frozen=True)
class ShopProduct:
    """A product of the store.

    :param numbers: the ids of Odoo that it names, in its column and in its metadata
    :param database: which Odoo database marked it, "" for none
    :param before: what a push overwrites of its identity, see `prepare_before`
    """

    id: str
    title: str
    handle: str
    status: str
    numbers: frozenset[str]
    database: str
    variants: tuple[ShopVariant, ...] = ()
    before: dict[str, Any] = field(default_factory=dict, compare=False)


class ShopReader:
    """Reads all products of a store, page by page.

    :param dict place: where another reader was, see `take`; {} for the beginning
    :param int page_size: products a request, at least 2
    """

    def __init__(self, client: MedusaClient, place: dict[str, int], page_size: int) -> None:
        self._query = ProductApi(client).query(_FIELDS)
        self._place = Place(**place)
        self._page_size = page_size

    def read(self) -> Page:
        """Ask for the next page.

        :raise MedusaError: of the client
        """
        return self._query.read(self._place.offset, self._page_size)

    def take(
        self, page: Page, seen: Iterable[str]
    ) -> tuple[list[ShopProduct], dict[str, int] | None]:
        """Return (the products of a page that weren't seen yet, where to read on).

        :param Page page: as `read` returned it
        :param seen: those of its products' ids that came before
        :return: the place is JSON, None behind the last page
        :raise MedusaResponseError: the server's pages repeat or never end
        """
        rows, place = self._query.follow(page, self._place, self._page_size, set(seen))
        return [read_product(row) for row in rows], place and asdict(place)


def read_product(row: Remote) -> ShopProduct:
    """Return a product of the store as it is compared."""
    numbers = {row.get("external_id"), get_external_id(row)}
    return ShopProduct(
        row["id"],
        _cut(row.get("title")),
        _cut(row.get("handle")),
        _cut(row.get("status")),
        frozenset(str(number) for number in numbers if number),
        get_database(row) or "",
        tuple(_read_variant(variant) for variant in row.get("variants") or []),
        prepare_before(row),
    )


def _read_variant(row: Remote) -> ShopVariant:
    return ShopVariant(
        row["id"],
        _cut(row.get("title")),
        *(str(row.get(name) or "").strip() for name in UNIQUE_FIELDS),
        get_external_id(row) or "",
        frozenset(fold(value.get("value")) for value in row.get("options") or [] if value),
    )


def prepare_before(row: Remote) -> dict[str, Any]:
    """Return what a push overwrites of a product's identity, as short as it can be kept.

    :return: `external_id` and `handle`, `marks` (of its metadata), and by their id the `sku`,
        `barcode` and `marks` of its `variants`; what is empty is left out
    """
    before = _get_filled(row, ("external_id", "handle"))
    variants = row.get("variants") or []
    before["variants"] = {
        variant["id"]: _get_filled(variant, UNIQUE_FIELDS) for variant in variants
    }
    return before


def _get_filled(row: Remote, names: tuple[str, ...]) -> dict[str, Any]:
    marks = {name: value for name, value in get_marks(row).items() if _is_key(value)}
    filled = {name: row[name] for name in names if row.get(name) and _is_key(row[name])}
    return filled | ({"marks": marks} if marks else {})


def _is_key(value: Any) -> bool:
    """Tell whether a value can identify anything: nobody says what others write there."""
    return not isinstance(value, dict | list) and len(str(value)) <= _LONGEST_KEY


def get_marks(row: Remote) -> dict[str, Any]:
    """Return those keys of a record's metadata by which Odoo knows it."""
    metadata = row.get("metadata") or {}
    return {name: metadata[name] for name in (EXTERNAL_ID, DATABASE) if name in metadata}


def fold(text: Any) -> str:
    """Return a text as titles and values are compared: without case, and any space is one."""
    return " ".join(str(text or "").casefold().split())


def _cut(text: Any) -> str:
    return str(text or "")[:_LONGEST]
