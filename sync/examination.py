"""Look through a whole store for what is wrong in it; nothing is written there.

Lists are read a page at a time, and each page is looked at by the checks of one table, see
`checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.inventory import InventoryItems
from ..medusa.locations import StockLocations
from ..medusa.options import Options
from ..medusa.paging import Place
from ..medusa.products import ProductApi
from ..medusa.resource import Resource
from .checks import CHECKS, VALUES
from .findings import (
    Hit,
    Part,
    Shop,
    Value,
    carries_our_mark,
    get_name,
    get_own_id,
    is_shown,
    shorten,
)
from .identity import Remote, get_database, get_external_id
from .regional import count_priced, find_price_gaps


@dataclass(frozen=True)
class StoreList:
    """A list of the store that is looked through.

    :param fields: what is read of each record, comma-separated
    :param size: records a request
    """

    resource: type[Resource]
    fields: str
    size: int
    filters: tuple[tuple[str, str], ...] = ()


_PRODUCT_FIELDS = ",".join(
    (
        "id,title,handle,status,external_id,thumbnail,metadata,images.id,sales_channels.id",
        "variants.id,variants.sku,variants.metadata,variants.inventory_items.inventory_item_id",
        "variants.prices.amount,variants.prices.currency_code",
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
    )
)
# In the order in which they are read.
LISTS = {
    "locations": StoreList(StockLocations, "id,name,sales_channels.id", 500),
    "products": StoreList(ProductApi, _PRODUCT_FIELDS, 250),
    "items": StoreList(InventoryItems, "id,sku,title,created_at,variants.id", 500),
    "options": StoreList(
        Options, "id,title,is_exclusive,metadata,created_at,products.id", 500,
        (("is_exclusive", "true"),),
    ),
}  # fmt: skip


# === READING === #


def read_part(client: MedusaClient, name: str, shop: Shop, place: dict[str, Any] | None) -> Part:
    """Ask for a page of a list and look at its records.

    :param name: an entry of `LISTS`
    :param place: as the part before returned it, None for the first
    :raise MedusaError: of the client
    """
    spec = LISTS[name]
    rows, following = read_page(
        spec.resource(client), spec.fields, spec.size, place, filters=spec.filters
    )
    part = look_at(name, rows, shop)
    part.place = following
    return part


def read_page(
    resource: Resource,
    fields: str,
    size: int,
    place: dict[str, Any] | None,
    filters: tuple[tuple[str, str], ...] = (),
) -> tuple[list[Remote], dict[str, Any] | None]:
    """Ask for a page of a list; return (its new rows, where to read on or None).

    :param place: JSON: the ids of the page before are in it, for pages meet in a row
    """
    place = place or {}
    seen = set(place.get("seen", ()))
    at = Place(**place.get("at", {}))
    query = resource.query(fields, filters)
    page = query.read(at.offset, size)
    ids = [row["id"] for row in page.rows]
    rows, following = query.follow(page, at, size, seen)
    return rows, following and {"at": asdict(following), "seen": ids}


def look_at(name: str, rows: Iterable[Remote], shop: Shop) -> Part:
    """Return what the checks say of some records of a list."""
    part = Part()
    for row in rows:
        part.ids.append(row["id"])
        part.hits += _check(name, row, shop)
        part.values += _get_values(name, row, shop)
        if name == "products":
            if database := get_database(row):
                part.marks[database] += 1
            if not is_shown(row):
                continue
            if carries_our_mark(row, shop.databases) and get_external_id(row):
                part.ours[row["id"]] = get_external_id(row) or ""
            part.tally.update(count_priced(row, shop.regions))
    return part


def conclude(shop: Shop, tally: Counter) -> list[Hit]:
    """Return what all products together lack: regions and currencies without prices.

    :param tally: the sum of those of all parts
    """
    return [
        Hit(kind, key, name, (key,), facts=facts)
        for kind, key, name, facts in find_price_gaps(shop.regions, shop.currencies, tally)
    ]


def _check(name: str, row: Remote, shop: Shop) -> Iterator[Hit]:
    for kind, check in CHECKS.items():
        facts = check.find(row, shop) if check.list == name else None
        if facts is not None:
            external_id = get_own_id(row, shop) if name == "products" else ""
            yield Hit(kind, row["id"], get_name(row), (row["id"],), external_id, facts)


def _get_values(name: str, row: Remote, shop: Shop) -> Iterator[Value]:
    external_id = get_own_id(row, shop) if name == "products" else ""
    for kind, (source, get) in VALUES.items():
        if source == name:
            for value, owner in get(row, shop):
                key = shorten(str(value))
                yield Value(kind, key, owner, row["id"], get_name(row), external_id)
