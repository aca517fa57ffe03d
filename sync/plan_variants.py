"""What the variants of a product that is in the store must become."""

from __future__ import annotations

from typing import Any

from .identity import Remote, is_own_creation
from .job import Job
from .labels import get_labels, get_remote_options, get_titles
from .option_changes import OptionChanges
from .prices import merge_prices


def keeps_filled(job: Job, remote: Remote) -> bool:
    """Tell whether what Odoo leaves empty stays as the store has it: at the first meeting.

    A product that we made, although its answer was lost, has nothing but what Odoo had.
    """
    mark = job.payload["product"].get("metadata") or {}
    return not job.is_met(remote["id"]) and not is_own_creation(remote, mark, job.bound_at)


def get_first_prices(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the prices of a variant that is made now: not yet those to compare with."""
    return row.get("first_prices", row["prices"])


def prepare_variants(
    job: Job,
    remote: Remote,
    pairs: dict[str, Remote],
    foreign: list[Remote],
    changes: OptionChanges,
) -> dict[str, Any]:
    """Return `variants` (all of them: a missing one is deleted) and, if needed, `option_ids`."""
    labels = get_labels(job.payload["options"], changes.hidden)
    titles = {row["id"]: row["title"] for row in remote.get("options") or []}
    wanted, keep_filled = job.payload["variants"], keeps_filled(job, remote)
    with_options = changes.option_ids is not None or any(
        row["external_id"] not in pairs
        or get_remote_options(pairs[row["external_id"]], titles) != get_titles(row, labels)
        for row in wanted
    )
    # Variants without `options` go first: one behind one with them is a 500
    # (docs/medusa-api.md#options-before-none-is-a-500).
    variants = [_prepare_foreign(row, titles, changes) for row in foreign]
    for row in wanted:
        present = pairs.get(row["external_id"])
        item = dict(row["fields"])
        if present:
            item = _prepare_present(item, present, row["external_id"] in job.unmanage)
        if keep_filled:
            item = _keep_filled(item)
        if with_options:
            item["options"] = get_titles(row, labels)
        there = (present or {}).get("prices") or []
        wanted_prices = row["prices"] if present else get_first_prices(row)
        prices = merge_prices(wanted_prices, there, job.force, job.currencies)
        if prices is not None:
            item["prices"] = prices
        variants.append(item)
    body: dict[str, Any] = {"variants": variants}
    if changes.option_ids is not None:
        body["option_ids"] = changes.option_ids
    return body


def _prepare_foreign(row: Remote, titles: dict[str, str], changes: OptionChanges) -> dict[str, Any]:
    """Return a variant that was made in Medusa: named, it stays.

    Where an option that it uses goes, it passes to the one that takes its place.

    :param titles: {id: title} of the product's options in the store
    """
    if not changes.heirs:
        return {"id": row["id"]}
    named = {key: (key, title) for key, title in titles.items()} | changes.heirs
    rows = row.get("options") or []
    return {
        "id": row["id"],
        "options": {named[value["option_id"]][1]: value["value"] for value in rows},
    }


def _keep_filled(row: dict[str, Any]) -> dict[str, Any]:
    """Return a variant's fields without empty ones: no first meeting wipes anything out."""
    return {key: value for key, value in row.items() if value is not None}


def _prepare_present(
    fields: dict[str, Any], present: Remote, unmanage: bool = False
) -> dict[str, Any]:
    """Return the fields of a variant that the store has already.

    Its metadata is replaced by a product's update, not merged as the product's own: the keys of
    others are sent along. Whether Medusa keeps stock of it is decided there, unless we count it or
    did so until now: switched off by us, its inventory item would be lost, and switched on again
    refused.
    """
    item = dict(fields)
    if not item.get("manage_inventory") and not unmanage:
        item.pop("manage_inventory", None)
    if "metadata" in item:
        item["metadata"] = {**(present.get("metadata") or {}), **item["metadata"]}
    return {**item, "id": present["id"]}


def prepare_prices(job: Job, pairs: dict[str, Remote], foreign: list[Remote]) -> dict[str, Any]:
    """Return `variants` with their prices and nothing else; {} if the store has them all.

    A variant that is only named stays as it is (docs/medusa-api.md#a-named-variant-stays).
    """
    items: list[dict[str, Any]] = [{"id": row["id"]} for row in foreign]
    for row in job.payload["variants"]:
        present = pairs[row["external_id"]]
        there = present.get("prices") or []
        prices = merge_prices(row["prices"], there, former=job.currencies)
        items.append({"id": present["id"]} | ({} if prices is None else {"prices": prices}))
    return {"variants": items} if any("prices" in item for item in items) else {}
