"""Price lists of others by which a shopper pays less than Odoo's price."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.pricing import ListPrices, PriceLists
from ..medusa.regions import get_region
from ..medusa.variants import Variants
from .examination import read_page
from .identity import OURS, Databases, Remote, get_database, whose
from .moments import parse_moment

_LIST_FIELDS = "id,title,status,starts_at,ends_at,metadata,price_list_rules.attribute"
_VARIANT_FIELDS = ",".join(
    (
        "id,prices.amount,prices.currency_code,prices.min_quantity",
        "prices.price_rules.attribute,prices.price_rules.value,product.title,product.metadata",
    )
)
# Prices a request; as many variants are asked for then.
_PAGE = 200
_MOST_NAMES = 3


def find_foreign_lists(
    client: MedusaClient, databases: Databases, now: datetime
) -> list[tuple[str, str]]:
    """Return (id, title) of the price lists that count now and that aren't this Odoo's.

    A list with rules is for some customers alone, as those of a group: no shopper sees it who
    isn't known (docs/medusa-api.md#customer-groups-are-a-rule).

    :raise MedusaError: of the client
    """
    return [
        (row["id"], str(row.get("title") or "")[:200])
        for page in PriceLists(client).iter_pages(_LIST_FIELDS)
        for row in page
        if whose(row, databases) != OURS and _counts(row, now)
    ]


def read_undercut(
    client: MedusaClient, databases: Databases, list_id: str, place: dict[str, Any] | None
) -> tuple[int, list[str], dict[str, Any] | None]:
    """Compare a page of a list's prices with those of Odoo's products.

    :return: (how many are lower, names of a few of these products, where to read on or None)
    :raise MedusaError: of the client
    """
    resource = ListPrices(client, list_id)
    rows, following = read_page(resource, resource.fields, _PAGE, place)
    prices = [row for row in rows if _is_plain(row)]
    base = _read_base_prices(client, databases, {_get_variant_id(row) for row in prices})
    names: dict[str, None] = {}
    count = 0
    for row in prices:
        name, amounts = base.get(_get_variant_id(row), ("", {}))
        currency = str(row.get("currency_code")).lower()
        own = amounts.get((currency, get_region(row) or ""), amounts.get((currency, "")))
        if own is not None and row.get("amount") is not None and row["amount"] < own:
            count += 1
            names[name] = None
    return count, list(names)[:_MOST_NAMES], following


def find_undercutting(
    client: MedusaClient, databases: Databases, list_id: str, now: datetime
) -> str | None:
    """Return the title of a price list that still undercuts, None where it doesn't.

    :raise MedusaError: of the client
    """
    title = dict(find_foreign_lists(client, databases, now)).get(list_id)
    if title is None:
        return None
    place: dict[str, Any] | None = None
    while True:
        count, _names, place = read_undercut(client, databases, list_id, place)
        if count:
            return title
        if not place:
            return None


def _read_base_prices(
    client: MedusaClient, databases: Databases, ids: set[str]
) -> dict[str, tuple[str, dict[tuple[str, str], float]]]:
    """Return {variant: (its product's name, its lowest base prices)} of Odoo's variants.

    A price is by (currency, region or "").
    """
    rows = Variants(client).list_by("id", sorted(ids - {""}), _VARIANT_FIELDS)
    found = {}
    for row in rows:
        product = row.get("product") or {}
        if databases.are_ours(get_database(product) or ""):
            found[row["id"]] = (str(product.get("title") or "")[:100], dict(_get_amounts(row)))
    return found


def _get_amounts(row: Remote) -> Iterator[tuple[tuple[str, str], float]]:
    for price in sorted(row.get("prices") or [], key=lambda price: -(price.get("amount") or 0)):
        region = get_region(price)
        if region is not None and _is_for_one(price):
            yield (str(price.get("currency_code")).lower(), region), price.get("amount") or 0


def _is_plain(row: Remote) -> bool:
    """Tell whether a list's price is for one piece, whatever the region."""
    return get_region(row) is not None and _is_for_one(row)


def _is_for_one(price: Remote) -> bool:
    return (price.get("min_quantity") or 1) <= 1


def _get_variant_id(row: Remote) -> str:
    return ((row.get("price_set") or {}).get("variant") or {}).get("id") or ""


def _counts(row: Remote, now: datetime) -> bool:
    begin, end = (parse_moment(row.get(name)) for name in ("starts_at", "ends_at"))
    # They are read by the records behind them (docs/medusa-api.md#customer-groups-are-a-rule).
    is_on = row.get("status") == "active" and not row.get("rules")
    return is_on and not (begin and begin > now) and not (end and end < now)
