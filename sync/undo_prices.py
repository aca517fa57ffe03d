"""Bring back what a run overwrote of the prices of a price list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.pricing import PricingApi
from ..medusa.regions import REGION_RULE
from .difference import Difference
from .identity import Databases, Remote
from .list_prices import prepare_item
from .price_list import PriceChanges, PriceListPush, PricesSent, normalize, send_prices
from .price_ranges import name_price
from .undo_plan import Undone, bring_back, decide


@dataclass
class ListUndoResult:
    """What became of the prices of one list.

    :param undone: by the id of the variant in the store
    :param sent: what went through
    :param error: why the rest didn't
    """

    undone: dict[str, Undone] = field(default_factory=dict)
    sent: list[PricesSent] = field(default_factory=list)
    error: Exception | None = None


def undo_prices(
    client: MedusaClient,
    databases: Databases,
    list_id: str,
    changes: Sequence[tuple[str, Difference]],
) -> ListUndoResult:
    """Bring prices of a list back, where it still holds what the run wrote.

    :param changes: (id of a variant in the store, what the run wrote), each price once
    :raise MedusaError: if the list can't be read
    """
    result, push = ListUndoResult(), PriceListPush(client, databases)
    by_variant: dict[str, list[Difference]] = {}
    for variant_id, row in changes:
        by_variant.setdefault(variant_id, []).append(row)
    present: dict[str, list[Remote]] = {}
    for price in push.read_prices(list_id):
        # A price with rules of others is none of a run's.
        if price["variant_id"] in by_variant and price["region_id"] is not None:
            present.setdefault(price["variant_id"], []).append(price)
    wanted = PriceChanges()
    for variant_id, rows in by_variant.items():
        undone = result.undone[variant_id] = Undone()
        _plan(variant_id, rows, present.get(variant_id, []), undone, wanted)
    if wanted:
        result.sent, result.error = send_prices(client, databases, list_id, wanted)
    return result


def _plan(
    variant_id: str,
    changes: Sequence[Difference],
    present: Sequence[Remote],
    undone: Undone,
    wanted: PriceChanges,
) -> None:
    """Add to `wanted` what brings a variant's prices back."""
    rows = {name_price(price): price for price in map(_as_price, present)}
    before = {name: dict(price) for name, price in rows.items()}
    bring_back(rows, changes, undone)
    wanted.deletes += [price["id"] for name, price in before.items() if name not in rows]
    for name, price in rows.items():
        _add(variant_id, price, before.get(name), wanted)


def _add(
    variant_id: str, price: dict[str, Any], before: dict[str, Any] | None, wanted: PriceChanges
) -> None:
    if price == before:
        return
    region = (price.get("rules") or {}).get(REGION_RULE, "")
    key = (variant_id, price["currency_code"], price.get("min_quantity") or 0, region)
    if before is None:
        wanted.creates.append(prepare_item(key, price))
    else:
        item = prepare_item(key, price, before.get("max_quantity"))
        wanted.updates.append({"id": price["id"], **item})


def _as_price(row: Remote) -> dict[str, Any]:
    """Return a price of a list in the shape of a variant's."""
    price = {name: row[name] for name in ("id", "currency_code", "amount")}
    price |= {name: row[name] for name in ("min_quantity", "max_quantity") if row[name]}
    return {**price, "rules": {REGION_RULE: row["region_id"]}} if row["region_id"] else price


# What of a list itself is brought back.
_HEADER = ("title", "description", "status", "type", "starts_at", "ends_at", "rules")


def undo_header(client: MedusaClient, list_id: str, changes: Sequence[Difference]) -> Undone | None:
    """Bring a list's own fields back, where it still holds what the run wrote.

    :param changes: what the run wrote, each field once
    :return: None where the list isn't there any more
    :raise MedusaError: of the client
    """
    api, undone = PricingApi(client), Undone()
    row = api.find_price_list(list_id, is_whole=True)
    if row is None:
        return None
    present = normalize(row)
    for change in changes:
        if change.field in _HEADER and decide(change, present.get(change.field), undone, _is_same):
            empty: Any = {} if change.field == "rules" else None
            undone.body[change.field] = change.store or empty
    if undone.body:
        api.update_price_list(list_id, undone.body)
    return undone


def _is_same(one: Any, other: Any) -> bool:
    return (one or None) == (other or None)
