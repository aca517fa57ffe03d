"""What an update would change of a product in the store, field by field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from .difference import Difference
from .identity import EXTERNAL_ID, Remote
from .job import Job
from .kept import LISTS
from .labels import get_labels, get_remote_options, get_titles
from .plan import READ_FIELDS, UpdatePlan
from .price_ranges import name_price

# Written by its id, it is read as a record.
PROFILE = "shipping_profile.id"
# What is told in other words.
_NOT_TOLD = {"id", "variants", "option_ids", "options", *LISTS}


def get_compared_fields(*jobs: Job) -> str:
    """Return what must be read of the store's products to compare them whole."""
    names = dict.fromkeys(name for job in jobs for name in job.payload["product"])
    own = [name for name in names if name not in _NOT_TOLD]
    rows = (row for job in jobs for row in job.payload["variants"])
    of_variants = {name for row in rows for name in row["fields"]}
    more = [PROFILE, *own, *(f"variants.{name}" for name in sorted(of_variants))]
    return ",".join(dict.fromkeys([*READ_FIELDS.split(","), *more]))


def find_differences(job: Job, remote: Remote, plan: UpdatePlan) -> list[Difference]:
    """Return what an update changes, in the order of the product's fields.

    :param remote: the product, with `get_compared_fields`
    :param plan: see `plan.plan_update`
    """
    body = plan.body or {}
    return [
        *_compare_fields(body, remote, None),
        *_compare_lists(body, remote),
        *_compare_options(job, remote, plan),
        *_compare_variants(job, remote, plan, body),
    ]


def describe_update(
    job: Job, remote: Remote, plan: UpdatePlan
) -> tuple[list[Difference], set[str]]:
    """Return (what an update writes, the fields that calls before the product's batch write).

    In it, new variants are told whole.
    """
    changes = find_differences(job, remote, plan)
    return [*changes, *_list_new_variants(job, plan)], _get_begun(job, remote, plan)


def _list_new_variants(job: Job, plan: UpdatePlan) -> list[Difference]:
    items = {
        item["metadata"][EXTERNAL_ID]: item
        for item in (plan.body or {}).get("variants") or []
        if "id" not in item
    }
    labels = get_labels(job.payload["options"], plan.options.hidden)
    found = []
    for row in job.payload["variants"]:
        key = row["external_id"]
        if key in items:
            _variant, *rest = _list_variant(key, items[key])
            found += [*rest, Difference("options", key, None, get_titles(row, labels))]
    return found


def list_creation(job: Job, body: dict[str, Any]) -> list[Difference]:
    """Return what a product has that is made.

    :param body: see `plan.prepare_create`
    """
    found = [*_compare_fields(body, {}, None), *_compare_lists(body, {})]
    for option in job.payload["options"]:
        values = [value["title"] for value in option["values"]]
        found.append(Difference(f"option {option['title']}", None, None, values))
    for row, item in zip(job.payload["variants"], body["variants"], strict=True):
        found += _list_variant(row["external_id"], item)
    return found


def sum_up_creation(job: Job) -> list[Difference]:
    """Return that a product is made, where nobody asks for what it has."""
    return [Difference("product", None, None, job.payload["product"]["title"])]


def is_own_call(row: Difference, begun: Collection[str]) -> bool:
    """Tell whether a change is sent before its product's batch, and stays if that is refused.

    :param begun: see `describe_update`
    """
    is_deleted = row.field == "variant" and row.odoo is None
    return is_deleted or row.field in begun


def _get_begun(job: Job, remote: Remote, plan: UpdatePlan) -> set[str]:
    """Return the options that calls of their own change; the batch links others of the shop."""
    changes = plan.options
    renamed = {option_id for option_id, _title in changes.rename}
    touched = {row["product_option_id"] for row in changes.update} | renamed
    touched |= {option_id for option_id, *_rest in changes.rename_values}
    titles = {row["title"] for row in remote.get("options") or [] if row["id"] in touched}
    titles |= {title for _id, title in changes.rename}
    # A shared one that is linked before the update goes by its id.
    shared = {option.get("id"): option["title"] for option in job.payload["options"]}
    titles |= {row.get("title") or shared[row["id"]] for row in changes.add}
    return {f"option {title}" for title in titles}


def _list_variant(key: str, item: dict[str, Any]) -> Iterator[Difference]:
    yield Difference("variant", key, None, item.get("title"))
    yield from _compare_fields({k: v for k, v in item.items() if k != "title"}, {}, key)
    yield from _compare_prices(item, {}, key)


def _compare_fields(body: dict[str, Any], row: Remote, variant: str | None) -> Iterator[Difference]:
    for name, wanted in body.items():
        if name in _NOT_TOLD or name == "prices":
            continue
        present = row.get(name)
        if name == "shipping_profile_id":
            present = (row.get("shipping_profile") or {}).get("id")
        if name == "metadata":
            yield from _compare_metadata(wanted or {}, present or {}, variant)
        elif not is_same_value(wanted, present):
            yield Difference(name, variant, present, wanted)


def _compare_metadata(
    wanted: dict[str, Any], present: dict[str, Any], variant: str | None
) -> Iterator[Difference]:
    for key, value in wanted.items():
        # Empty text takes a key away (docs/medusa-api.md#metadata-is-merged-or-replaced).
        if not is_same_value(value or None, present.get(key) or None):
            yield Difference(f"metadata.{key}", variant, present.get(key), value or None)


def _compare_lists(body: dict[str, Any], remote: Remote) -> Iterator[Difference]:
    for name, key in LISTS.items():
        if name not in body:
            continue
        # docs/medusa-api.md#links-to-nothing-read-as-null
        found = [row for row in remote.get(name) or [] if row]
        rows = sorted(found, key=lambda row: row.get("rank") or 0)
        present = [row[key] for row in rows]
        wanted = [row[key] for row in body[name] or []]
        is_same = wanted == present if name == "images" else set(wanted) == set(present)
        if not is_same:
            yield Difference(name, None, present, wanted)


def _compare_options(job: Job, remote: Remote, plan: UpdatePlan) -> Iterator[Difference]:
    changes = plan.options
    is_changed = changes.is_needed_first or changes.remove_values or changes.option_ids is not None
    if not is_changed:
        return
    there = {
        row["title"]: [value["value"] for value in _by_rank(row.get("values") or [])]
        for row in remote.get("options") or []
    }
    wanted = {
        option["title"]: [value["title"] for value in option["values"]]
        for option in job.payload["options"]
    }
    for title in dict.fromkeys([*there, *wanted]):
        if there.get(title) != wanted.get(title):
            yield Difference(f"option {title}", None, there.get(title), wanted.get(title))


def _by_rank(values: Iterable[Remote]) -> list[Remote]:
    return sorted(values, key=lambda value: value.get("rank") or 0)


def _compare_variants(
    job: Job, remote: Remote, plan: UpdatePlan, body: dict[str, Any]
) -> Iterator[Difference]:
    for row in remote.get("variants") or []:
        if row["id"] in plan.delete_variants:
            yield Difference("variant", row["id"], row.get("title"), None)
    keys = {medusa_id: key for key, medusa_id in plan.variant_ids.items()}
    new = (row for row in job.payload["variants"] if row["external_id"] not in plan.variant_ids)
    labels = get_labels(job.payload["options"], plan.options.hidden)
    titles = {row["id"]: row["title"] for row in remote.get("options") or []}
    wanted = {row["external_id"]: row for row in job.payload["variants"]}
    for item in body.get("variants") or []:
        key = keys.get(item.get("id", ""))
        if key:
            there = plan.variants[key]
            yield from _compare_fields(item, there, key)
            yield from _compare_choice(there, titles, get_titles(wanted[key], labels), key)
            yield from _compare_prices(item, there, key)
    for row in new:
        yield Difference("variant", row["external_id"], None, row["fields"].get("title"))


def _compare_choice(
    there: Remote, titles: dict[str, str], wanted: dict[str, str], key: str
) -> Iterator[Difference]:
    present = get_remote_options(there, titles)
    if present != wanted:
        yield Difference("options", key, present, wanted)


def _compare_prices(item: dict[str, Any], there: Remote, key: str) -> Iterator[Difference]:
    if "prices" not in item:
        return
    present = {name_price(price): price["amount"] for price in there.get("prices") or []}
    wanted = {name_price(price): price["amount"] for price in item["prices"]}
    for name in dict.fromkeys([*wanted, *present]):
        if not is_same_value(wanted.get(name), present.get(name)):
            yield Difference(name, key, present.get(name), wanted.get(name))


def is_same_value(wanted: Any, present: Any) -> bool:
    """Tell whether the store would hold the same; empty text and nothing are one."""
    return wanted == present or (wanted in (None, "") and present in (None, ""))
