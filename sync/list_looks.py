"""Look at Odoo's price lists in the store: what somebody else changed of them since the last look.

A list's own fields are few and read whole. Of its prices those are read that were written since.
How many there are tells whether any is gone (docs/medusa-api.md#list-prices-have-times): whoever
knows how many there should be has all of them read.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.pricing import GROUP_RULE, PricingApi
from .difference import Difference, compare_rows
from .identity import Remote
from .list_prices import PriceKey
from .price_list import normalize
from .prices import is_same_amount

# Prices that were written last and come in the one request that a list costs.
NEWEST = 100


@dataclass(frozen=True)
class ListLook:
    """A price list to look at.

    :param id: of the list in the store
    :param header: its own fields as they were pushed; None where others are to be pushed
    :param newest: when the newest price was written at the last look; "": all are read
    """

    id: str
    header: Mapping[str, Any] | None
    newest: str


@dataclass(frozen=True)
class ListFound:
    """What the store holds of a price list.

    :param header: what differs of its own fields; None where it is gone
    :param changed_at: when they were changed last, as Medusa writes it
    :param rows: its prices, see `PricingApi.iter_prices`: all of them, or those that may differ
    :param is_whole: whether these are all
    :param newest: when the newest was written
    :param count: how many it has
    """

    header: list[Difference] | None
    changed_at: str = ""
    rows: list[Remote] = field(default_factory=list)
    is_whole: bool = False
    newest: str = ""
    count: int = 0


def look_at_lists(client: MedusaClient, looks: Sequence[ListLook]) -> dict[str, ListFound]:
    """Return {list in the store: what it holds}.

    :raise MedusaError: of the client
    """
    api = PricingApi(client)
    headers = api.list_headers([look.id for look in looks])
    return {look.id: _look(api, look, headers.get(look.id)) for look in looks}


def _look(api: PricingApi, look: ListLook, header: Remote | None) -> ListFound:
    if header is None:
        return ListFound(None)
    count, rows = api.read_newest_prices(look.id, NEWEST)
    newest = max((row["updated_at"] for row in rows), default="")
    changed = [row for row in rows if row["updated_at"] > look.newest]
    found = ListFound(
        _compare_header(look.header, header) if look.header else [],
        str(header.get("updated_at") or ""),
        changed,
        newest=newest,
        count=count,
    )
    if look.newest and (len(changed) < NEWEST or len(changed) == count):
        return found
    whole = [row for page in api.iter_prices(look.id) for row in page]
    times = {row["id"]: row["updated_at"] for row in rows}
    whole = [{**row, "updated_at": times.get(row["id"], "")} for row in whole]
    return replace(found, rows=whole, is_whole=True, count=len(whole))


def _compare_header(wanted: Mapping[str, Any], header: Remote) -> list[Difference]:
    there = normalize(dict(header))
    there["rules"] = header.get("rules") or there["rules"]
    return compare_rows(_sort_groups(wanted), _sort_groups(there))


def _sort_groups(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a list's fields with its customer groups in their order, and no other rule."""
    rules = row.get("rules")
    groups = rules.get(GROUP_RULE) if isinstance(rules, dict) else None
    groups = groups if isinstance(groups, list) else [groups] if groups else []
    return {**row, "rules": sorted(map(str, groups))}


@dataclass(frozen=True)
class PriceFound:
    """A price of a list that differs, or is to be looked at again.

    :param store: what it costs there, None: nothing
    :param odoo: what was pushed, None: nothing
    :param changed_at: when it was written, "" where that isn't known
    """

    store: float | None
    odoo: float | None
    changed_at: str = ""


def compare_list_prices(
    found: ListFound,
    known: Mapping[str, tuple[PriceKey, float]],
    variant_ids: Container[str],
    regions: Container[str],
) -> dict[PriceKey, PriceFound]:
    """Return what is known of each price that was looked at, also where nothing differs.

    :param known: {id of a price: what it is and costs} as it was pushed; where not all were read,
        of those that were and of those that they stand beside
    :param variant_ids: of the store's variants that came from Odoo and are looked at
    :param regions: for which Odoo has, or had, prices in this list; others are a marketer's
    """
    wanted = {key: (price_id, amount) for price_id, (key, amount) in known.items()}
    there: dict[PriceKey, Remote] = {}
    for row in found.rows:
        key = get_row_key(row)
        if key[0] not in variant_ids or not _is_ours(row["region_id"], regions):
            continue
        # A second one beside ours: it is the one that somebody made.
        if key not in there or there[key]["id"] in known:
            there[key] = row
    present = {row["id"] for row in found.rows}
    keys: Iterable[PriceKey] = there
    if found.is_whole:
        keys = dict.fromkeys([*there, *wanted])
    else:
        # One that became another one isn't what it was any more.
        moved = [known[price_id][0] for price_id in present if price_id in known]
        keys = dict.fromkeys([*there, *moved])
    return {
        key: PriceFound(
            there[key]["amount"] if key in there else None,
            wanted[key][1] if key in wanted else None,
            str(there[key].get("updated_at") or "") if key in there else "",
        )
        for key in keys
        if key[0] in variant_ids
    }


def get_row_key(row: Remote) -> PriceKey:
    """Return what tells a price of a list from its others."""
    return row["variant_id"], row["currency_code"], row["min_quantity"] or 0, row["region_id"] or ""


def _is_ours(region: str | None, regions: Container[str]) -> bool:
    return region == "" or bool(region and region in regions)


def differs(price: PriceFound) -> bool:
    """Tell whether a price is another one than was pushed."""
    if price.store is None or price.odoo is None:
        return price.store is not price.odoo
    return not is_same_amount(price.store, price.odoo)
