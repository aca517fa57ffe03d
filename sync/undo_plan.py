"""What brings back what a run overwrote of a product."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.exceptions import MedusaError
from .difference import ALONE, ITEM, Difference
from .differences import LISTS, is_same_value
from .identity import DATABASE, EXTERNAL_ID, UNIQUE_FIELDS, Remote
from .job import Job
from .matching import get_variant_ids
from .price_ranges import close_ranges, name_price, read_price
from .prices import get_market, keep_price
from .sections import LISTS as TERM_LISTS
from .sections import SINGLES

# Whose a product is, and what it is in the store: that stays as the run made it.
STAYS = frozenset({"external_id", "manage_inventory", "options", "variant"})
_NOT_ITS_OWN = {f"metadata.{EXTERNAL_ID}", f"metadata.{DATABASE}", "product"}
# {field of a product: the kind of record of the store that it names}
NAMED = {
    **{name: kind for kind, name in (*TERM_LISTS.items(), *SINGLES.items())},
    "sales_channels": "channel",
    "shipping_profile_id": "profile",
}


@dataclass
class Undone:
    """What becomes of one product.

    :param body: the element of a batch update, without its id; {} where there is nothing to write
    :param done: what is brought back by it; `store` is what the store gets again
    :param already: what was brought back before
    :param edited: what stays, because somebody changed it since; `store` is what it holds now
    :param stays: what no write brings back
    :param variant_ids: {external_id: variant of the store}
    :param alone: what requests of their own bring back, see `difference.ALONE`
    :param shown: {URL of an image: ids of the variants that it is to show again}
    :param error: why not all of `alone` came back, whatever becomes of `body`
    """

    body: dict[str, Any] = field(default_factory=dict)
    done: list[Difference] = field(default_factory=list)
    already: list[Difference] = field(default_factory=list)
    edited: list[Difference] = field(default_factory=list)
    stays: list[Difference] = field(default_factory=list)
    variant_ids: dict[str, str] = field(default_factory=dict)
    alone: list[Difference] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    error: MedusaError | None = None


def plan_undo(job: Job, remote: Remote, there: Mapping[str, Collection[str]]) -> Undone:
    """Return what brings a product back.

    :param remote: the product, as just read, see `get_fields`
    :param there: {kind: ids} of what the store has, of what is named
    """
    undone = Undone()
    if job.payload["is_made"]:
        change = Difference("status", None, "draft", remote.get("status"))
        if decide(change, change.odoo, undone):
            undone.body["status"] = "draft"
        # It keeps what it took.
        undone.stays += [row for row in job.payload["changes"] if row.field.startswith(ITEM)]
        return undone
    changes: list[Difference] = []
    unsafe = job.payload.get("unsafe") or []
    made = {row.variant for row in job.payload["changes"] if row.field == "variant"} - {None}
    for row in job.payload["changes"]:
        if row.variant in made and row.field != "variant":
            # It stays with all that it has.
            continue
        if row.field.startswith(ALONE):
            undone.alone.append(row)
        elif row in unsafe or row.field in STAYS or row.field.startswith("option "):
            undone.stays.append(row)
        elif row.field not in _NOT_ITS_OWN:
            changes.append(row)
    for row in changes:
        if row.variant is None:
            _plan_field(job, remote, row, undone, there)
    _plan_variants(remote, [row for row in changes if row.variant], undone)
    return undone


def decide(
    row: Difference,
    now: Any,
    undone: Undone,
    is_same: Callable[[Any, Any], bool] = is_same_value,
) -> bool:
    """Tell whether something is to be written back."""
    if is_same(now, row.store):
        undone.already.append(row)
        return False
    if is_same(now, row.odoo):
        undone.done.append(row)
        return True
    undone.edited.append(Difference(row.field, row.variant, now, row.odoo))
    return False


def _plan_field(
    job: Job,
    remote: Remote,
    row: Difference,
    undone: Undone,
    there: Mapping[str, Collection[str]],
) -> None:
    name, body = row.field, undone.body
    if name in LISTS:
        _plan_list(job, remote, row, undone, there)
    elif name.startswith("metadata."):
        key = name.removeprefix("metadata.")
        if decide(row, (remote.get("metadata") or {}).get(key), undone):
            # Merged there: "" takes a key away (docs/medusa-api.md#metadata-is-merged-or-replaced).
            body.setdefault("metadata", {})[key] = row.store or ""
    elif row.store and row.store in _get_lost(job, row, there):
        undone.stays.append(row)
    else:
        now = remote.get(name)
        if name == "shipping_profile_id":
            now = (remote.get("shipping_profile") or {}).get("id")
        if decide(row, now, undone):
            body[name] = row.store


def _get_lost(job: Job, row: Difference, there: Mapping[str, Collection[str]]) -> set[str]:
    """Return which of the values that a field had are no more."""
    if row.field in ("images", "thumbnail"):
        return set(job.payload["lost_urls"])
    if row.field not in NAMED:
        return set()
    former = row.store if isinstance(row.store, list) else [row.store]
    return set(former) - set(there.get(NAMED[row.field], ()))


def _plan_list(
    job: Job,
    remote: Remote,
    row: Difference,
    undone: Undone,
    there: Mapping[str, Collection[str]],
) -> None:
    """Give a product the list back that it had, without what is no more."""
    key = LISTS[row.field]
    # One that was linked although it is gone reads as null.
    found = [each for each in remote.get(row.field) or [] if each]
    present = sorted(found, key=lambda each: each.get("rank") or 0)
    now, former = [each[key] for each in present], row.store or []
    lost = _get_lost(job, row, there)
    wanted = [value for value in former if value not in lost]
    if former and not wanted:
        # Nothing of it is left: better what the run gave it than nothing at all.
        undone.stays.append(row)
        return
    if len(wanted) < len(former):
        gone = [value for value in former if value in lost]
        undone.stays.append(Difference(row.field, None, gone, row.odoo))
    as_sent = list if row.field == "images" else set
    change = Difference(row.field, None, wanted, row.odoo)
    if decide(change, now, undone, lambda a, b: as_sent(a or []) == as_sent(b or [])):
        # An image that is sent with its id keeps the variants that it shows.
        ids = {each["url"]: {"id": each["id"]} for each in present} if key == "url" else {}
        undone.body[row.field] = [{**ids.get(value, {}), key: value} for value in wanted]


def _plan_variants(remote: Remote, changes: Sequence[Difference], undone: Undone) -> None:
    by_id: dict[str, list[Difference]] = {}
    ids = undone.variant_ids = get_variant_ids(remote)
    for row in changes:
        if row.variant in ids:
            by_id.setdefault(ids[row.variant], []).append(row)
        else:
            undone.stays.append(row)
    items = [
        {"id": variant["id"], **_plan_variant(variant, by_id.get(variant["id"], ()), undone)}
        for variant in remote.get("variants") or []
    ]
    if any(len(item) > 1 for item in items):
        # All of them: one that is left out is deleted (docs/medusa-api.md#lists-are-replaced).
        undone.body["variants"] = items


def _plan_variant(there: Remote, changes: Iterable[Difference], undone: Undone) -> dict[str, Any]:
    item: dict[str, Any] = {}
    metadata = dict(there.get("metadata") or {})
    prices = []
    for row in changes:
        if row.field.startswith("price "):
            prices.append(row)
        elif row.field.startswith("metadata."):
            key = row.field.removeprefix("metadata.")
            if decide(row, metadata.get(key), undone):
                # A variant's is replaced by what is sent.
                metadata[key] = row.store
                item["metadata"] = metadata
        elif decide(row, _get_present(row, there), undone):
            item[row.field] = row.store
    if "metadata" in item:
        item["metadata"] = {key: value for key, value in metadata.items() if value is not None}
    wanted = plan_prices(prices, there.get("prices") or [], undone)
    return item if wanted is None else {**item, "prices": wanted}


def _get_present(row: Difference, there: Remote) -> Any:
    """Return what a variant's field holds.

    A SKU that is gone was given up by an undo that was broken off: it is the run's still.
    """
    now = there.get(row.field)
    return row.odoo if row.field in UNIQUE_FIELDS and now in (None, "") and row.store else now


def plan_prices(
    changes: Iterable[Difference], present: Sequence[dict[str, Any]], undone: Undone
) -> list[dict[str, Any]] | None:
    """Return all prices of a variant, None where none is to be written.

    A list of prices replaces all base prices (docs/medusa-api.md#prices-are-replaced-as-a-whole).
    """
    rows = {name_price(price): keep_price(price) for price in present}
    touched = bring_back(rows, changes, undone)
    return list(rows.values()) if touched else None


def bring_back(
    rows: dict[str, dict[str, Any]], changes: Iterable[Difference], undone: Undone
) -> set[str | None]:
    """Change prices to what they were before; return for whom some are others now.

    :param rows: {name: price}, see `price_ranges.name_price`
    :param changes: of these prices
    """
    touched = set()
    for change in changes:
        price = rows.get(change.field)
        if not decide(change, price and price["amount"], undone):
            continue
        known = price or read_price(change.field, 0)
        touched.add(get_market(known))
        if change.store is None:
            del rows[change.field]
        else:
            rows[change.field] = known | {"amount": change.store}
    for market in touched:
        close_ranges(row for row in rows.values() if get_market(row) == market)
    return touched
