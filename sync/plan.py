"""From what Odoo wants and what the store holds to the requests that make them equal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .digest import digest_words
from .exchanges import prepare_item_names, prepare_release
from .failures import ConflictError
from .holders import ItemName
from .identity import Remote, get_external_id, is_own_creation
from .job import Job
from .labels import get_labels, get_remote_options, get_titles
from .matching import match_variants
from .option_order import OPTION_ORDER_FIELDS
from .options import OptionChanges, compare_options
from .ownership import ALWAYS, keep_owned
from .pictures import PICTURE_FIELDS, has_pictures, prepare_create_pictures, prepare_pictures
from .prices import merge_prices
from .sections import PICTURES, PRICES, PRODUCT, TERMS, VARIANTS
from .terms import TERM_FIELDS, prepare_create_terms, prepare_terms

# What a chunk's read asks for: all that the comparison looks at, and no more.
READ_FIELDS = ",".join(
    [
        "id,external_id,handle,status,description,metadata,created_at",
        OPTION_ORDER_FIELDS,
        "variants.id,variants.title,variants.sku,variants.barcode,variants.metadata",
        "variants.options.value,variants.options.option_id",
        "variants.prices.id,variants.prices.amount,variants.prices.currency_code",
        "variants.prices.min_quantity,variants.prices.max_quantity,variants.prices.rules",
        # Medusa makes `rules` of these: not asked for, a region's price looks like a base price.
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
        "variants.inventory_items.inventory_item_id",
        "sales_channels.id",
        "thumbnail",
        PICTURE_FIELDS,
        TERM_FIELDS,
    ]
)
# What an answer to a write must tell: enough to match it and to remember the new ids.
ANSWER_FIELDS = (
    "id,external_id,handle,status,variants.id,variants.metadata,"
    "variants.inventory_items.inventory_item_id,"
) + OPTION_ORDER_FIELDS


@dataclass
class UpdatePlan:
    """What one product that is in the store needs.

    :param options: changes of its options, carried out before the update
    :param delete_variants: ids of variants that left Odoo, deleted before the update
    :param release: an update that frees SKUs and barcodes which variants exchange, or None
    :param body: the element of the batch update, None if nothing differs
    :param variant_ids: {external_id: Medusa id} of the variants that are there already
    :param variants: {external_id: variant of the store} of the same
    :param item_names: what inventory items are to be called, before the update
    """

    options: OptionChanges
    delete_variants: list[str] = field(default_factory=list)
    release: dict[str, Any] | None = None
    body: dict[str, Any] | None = None
    variant_ids: dict[str, str] = field(default_factory=dict)
    variants: dict[str, Remote] = field(default_factory=dict)
    item_names: list[ItemName] = field(default_factory=list)


def prepare_create(job: Job) -> dict[str, Any]:
    """Return the element of a batch create (Medusa: products/validators.js, CreateProduct)."""
    payload = job.payload
    labels = get_labels(payload["options"])
    body = _drop_empty(payload["product"])
    body["handle"] = payload["handle"]
    body["options"] = [
        {"title": option["title"], "values": [value["title"] for value in option["values"]]}
        for option in payload["options"]
    ]
    body["variants"] = [
        {**_drop_empty(row["fields"]), "options": get_titles(row, labels), "prices": row["prices"]}
        for row in payload["variants"]
    ]
    if payload["channels"]:
        body["sales_channels"] = [{"id": channel} for channel in payload["channels"]]
    if payload.get("shipping_profile_id"):
        body["shipping_profile_id"] = payload["shipping_profile_id"]
    body |= prepare_create_pictures(job) | prepare_create_terms(job)
    return keep_owned(body, payload["owners"], creating=True)


def _drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of something new: null and "" empty what is there.

    See docs/medusa-api.md#metadata-of-new-records-keeps-empty-text.
    """
    metadata = {key: value for key, value in fields["metadata"].items() if value != ""}
    filled = {key: value for key, value in fields.items() if value is not None}
    return {**filled, "metadata": metadata}


def plan_update(job: Job, remote: Remote, held: Collection[str] = ()) -> UpdatePlan:
    """Compare a job with its product in the store.

    :param held: ids of variants that left Odoo, and that open orders hold: they stay

    :raise ConflictError: if a variant can't be told from another, or variants that were made in
        Medusa keep an option that Odoo dropped.
    """
    pairs, leftovers = match_variants(job, remote)
    gone, foreign = _split_leftovers(job, leftovers, held)
    plan = UpdatePlan(
        OptionChanges(),
        delete_variants=[row["id"] for row in gone],
        variant_ids={key: row["id"] for key, row in pairs.items()},
        variants=pairs,
    )
    adopting = job.medusa_id != remote["id"]
    keep_filled = _keeps_filled(job, remote)
    body: dict[str, Any] = {}
    if adopting or job.force or PRODUCT in job.sections:
        body |= _prepare_product(job, remote, keep_filled)
    incomplete = len(pairs) < len(job.payload["variants"])
    if adopting or job.force or VARIANTS in job.sections or gone or incomplete:
        wanted = {row["external_id"]: row for row in job.payload["variants"]}
        both = [(wanted[key], row) for key, row in pairs.items()]
        plan.options = compare_options(
            job.payload["options"], remote.get("options") or [], both, foreign
        )
        if plan.options.dropped and foreign:
            titles = [row.get("title") or row["id"] for row in foreign]
            raise ConflictError("foreign_variants", titles)
        body |= _prepare_variants(job, remote, pairs, foreign, plan.options)
        plan.release = prepare_release(job, remote["id"], pairs, foreign)
        plan.item_names = prepare_item_names(job, both, keep_filled)
    elif PRICES in job.sections:
        body |= _prepare_prices(job, pairs, foreign)
    if has_pictures(job) and (adopting or job.force or PICTURES in job.sections):
        body |= prepare_pictures(job, remote)
    if adopting or job.force or TERMS in job.sections:
        body |= prepare_terms(job, remote)
    body = keep_owned(body, job.payload["owners"], creating=False)
    body |= _undo_withdrawal(job, remote) | _take_out_notes(job, remote)
    if body:
        plan.body = {"id": remote["id"], **body}
    return plan


def _split_leftovers(
    job: Job, leftovers: list[Remote], held: Collection[str]
) -> tuple[list[Remote], list[Remote]]:
    """Return (variants that left Odoo, variants that stay in the store without it)."""
    former = set(job.variant_ids.values())
    # The contract's mark, or our own memory, says that a variant came from Odoo.
    gone = [
        row
        for row in leftovers
        if row["id"] not in held and (get_external_id(row) or row["id"] in former)
    ]
    return gone, [row for row in leftovers if row not in gone]


def _keeps_filled(job: Job, remote: Remote) -> bool:
    """Tell whether what Odoo leaves empty stays as the store has it: at the first meeting.

    A product that we made, although its answer was lost, has nothing but what Odoo had.
    """
    mark = job.payload["product"].get("metadata") or {}
    return job.medusa_id != remote["id"] and not is_own_creation(remote, mark, job.bound_at)


def _prepare_product(job: Job, remote: Remote, keep_filled: bool) -> dict[str, Any]:
    """Return the product's own fields; the handle is the marketer's once the product exists."""
    payload = job.payload
    body = {k: v for k, v in payload["product"].items() if v is not None or not keep_filled}
    if payload["owners"].get("handle") == ALWAYS and payload["slug"] != remote.get("handle"):
        body["handle"] = payload["slug"]
    channels = _merge_channels(job, remote)
    if channels is not None:
        body["sales_channels"] = [{"id": channel} for channel in channels]
    profile = payload.get("shipping_profile_id", False)
    if profile is not False:
        # None takes it off: a service that has one asks for a way of shipping in the cart.
        body["shipping_profile_id"] = profile
    return body


def _undo_withdrawal(job: Job, remote: Remote) -> dict[str, Any]:
    """Return the status that a withdrawal took from a product, whoever owns it.

    It was we who made it a draft. One that somebody published meanwhile stays as it is.
    """
    wanted = job.payload["product"].get("status")
    if not job.former_status or remote.get("status") != "draft" or wanted == "draft":
        return {}
    return {"status": job.former_status}


def _take_out_notes(job: Job, remote: Remote) -> dict[str, Any]:
    """Return the description of a product whose present one is Odoo's internal notes.

    Other tools publish them. Whoever owns the description, they are for nobody's eyes outside.
    """
    if not job.internal_notes:
        return {}
    if digest_words(remote.get("description") or "") != job.internal_notes:
        return {}
    return {"description": job.payload["product"].get("description")}


def _merge_channels(job: Job, remote: Remote) -> list[str] | None:
    """Return the channels to send, None if they are right.

    The list is replaced by what is sent (docs/medusa-api.md#lists-are-replaced), so channels that a
    marketer added are sent along; only those that an earlier push chose, and this one doesn't, are
    left out.
    """
    wanted = set(job.payload["channels"])
    present = {row["id"] for row in remote.get("sales_channels") or []}
    merged = (present - (set(job.channel_ids) - wanted)) | wanted
    return None if merged == present else sorted(merged)


def _prepare_variants(
    job: Job,
    remote: Remote,
    pairs: dict[str, Remote],
    foreign: list[Remote],
    changes: OptionChanges,
) -> dict[str, Any]:
    """Return `variants` (all of them: a missing one is deleted) and, if needed, `option_ids`."""
    labels = get_labels(job.payload["options"])
    titles = {row["id"]: row["title"] for row in remote.get("options") or []}
    wanted, keep_filled = job.payload["variants"], _keeps_filled(job, remote)
    with_options = bool(changes.dropped) or any(
        row["external_id"] not in pairs
        or get_remote_options(pairs[row["external_id"]], titles) != get_titles(row, labels)
        for row in wanted
    )
    # Variants without `options` go first: one behind one with them is a 500
    # (docs/medusa-api.md#options-before-none-is-a-500).
    variants: list[dict[str, Any]] = [{"id": row["id"]} for row in foreign]
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
        prices = merge_prices(row["prices"], there, job.force, job.currencies)
        if prices is not None:
            item["prices"] = prices
        variants.append(item)
    body: dict[str, Any] = {"variants": variants}
    if changes.dropped:
        body["option_ids"] = changes.kept
    return body


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


def _prepare_prices(job: Job, pairs: dict[str, Remote], foreign: list[Remote]) -> dict[str, Any]:
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
