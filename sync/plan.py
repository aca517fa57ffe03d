"""From what Odoo wants and what the store holds to the requests that make them equal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .default_option import use_medusas_default
from .digest import digest_words
from .exchanges import prepare_item_names, prepare_release
from .failures import ConflictError
from .holders import ItemName
from .identity import DATABASE, Remote, get_external_id, make_own_handle
from .job import Job
from .kept import leave_kept
from .labels import get_labels, get_titles
from .matching import match_variants
from .option_changes import OptionChanges
from .option_order import OPTION_ORDER_FIELDS
from .options import compare_options
from .ownership import ALWAYS, keep_owned
from .pictures import PICTURE_FIELDS, has_pictures, prepare_create_pictures, prepare_pictures
from .plan_variants import (
    get_first_prices,
    keeps_filled,
    prepare_prices,
    prepare_variants,
)
from .sections import PICTURES, PRICES, PRODUCT, TERMS, VARIANTS
from .seen import SEEN_FIELDS
from .terms import TERM_FIELDS, prepare_create_terms, prepare_terms

PRICE_FIELDS = ",".join(
    [
        "variants.prices.id,variants.prices.amount,variants.prices.currency_code",
        "variants.prices.min_quantity,variants.prices.max_quantity,variants.prices.rules",
        # Medusa makes `rules` of these: not asked for, a region's price looks like a base price.
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
    ]
)
# What a chunk's read asks for: all that the comparison looks at, and no more.
READ_FIELDS = ",".join(
    [
        # By its title a person finds what is another database's.
        "id,external_id,handle,status,title,description,metadata,created_at",
        OPTION_ORDER_FIELDS,
        "variants.id,variants.title,variants.sku,variants.barcode,variants.metadata",
        "variants.options.value,variants.options.option_id",
        PRICE_FIELDS,
        "variants.inventory_items.inventory_item_id",
        "sales_channels.id",
        "thumbnail",
        SEEN_FIELDS,
        PICTURE_FIELDS,
        TERM_FIELDS,
    ]
)
# What an answer to a write must tell: enough to match it and to remember the new ids. What else a
# product needs is added: options make its creation an eighth dearer for the store.
ANSWER_FIELDS = (
    "id,external_id,handle,status,variants.id,variants.metadata,"
    f"variants.inventory_items.inventory_item_id,{SEEN_FIELDS}"
)


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


def prepare_create(job: Job, handle: str | None = None) -> dict[str, Any]:
    """Return the element of a batch create (Medusa: products/validators.js, CreateProduct).

    :param handle: where it is not the payload's
    """
    payload = job.payload
    labels = get_labels(payload["options"])
    body = _drop_empty(payload["product"])
    body["handle"] = handle or payload["handle"]
    body["options"] = [_prepare_new_option(option) for option in payload["options"]]
    body["variants"] = [
        {
            **_drop_empty(row["fields"]),
            "options": get_titles(row, labels),
            "prices": get_first_prices(row),
        }
        for row in payload["variants"]
    ]
    if payload["channels"]:
        body["sales_channels"] = [{"id": channel} for channel in payload["channels"]]
    if payload.get("shipping_profile_id"):
        body["shipping_profile_id"] = payload["shipping_profile_id"]
    body |= prepare_create_pictures(job) | prepare_create_terms(job)
    return keep_owned(body, payload["owners"], creating=True)


def _prepare_new_option(option: dict[str, Any]) -> dict[str, Any]:
    if option.get("id"):
        return {"id": option["id"], "value_ids": [value["id"] for value in option["values"]]}
    return {"title": option["title"], "values": [value["title"] for value in option["values"]]}


def _drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of something new: null and "" empty what is there.

    See docs/medusa-api.md#metadata-of-new-records-keeps-empty-text.
    """
    metadata = {key: value for key, value in fields["metadata"].items() if value != ""}
    filled = {key: value for key, value in fields.items() if value is not None}
    return {**filled, "metadata": metadata}


def plan_update(
    job: Job,
    remote: Remote,
    held: Collection[str] = (),
    made: Mapping[str, str] | None = None,
) -> UpdatePlan:
    """Compare a job with its product in the store.

    :param held: ids of variants that left Odoo, and that open orders hold: they stay
    :param made: {option key: id} of options that were made for this product, and that none has yet
    :raise ConflictError: if a variant can't be told from another, or variants that were made in
        Medusa keep an option that Odoo dropped.
    """
    job = use_medusas_default(job, remote)
    pairs, leftovers = match_variants(job, remote)
    gone, foreign = _split_leftovers(job, leftovers, held)
    ids = {key: row["id"] for key, row in pairs.items()}
    leaving = [row["id"] for row in gone]
    plan = UpdatePlan(OptionChanges(), leaving, variant_ids=ids, variants=pairs)
    adopting = not job.is_met(remote["id"])
    keep_filled = keeps_filled(job, remote)
    body: dict[str, Any] = {}
    if adopting or job.force or PRODUCT in job.sections:
        body |= _prepare_product(job, remote, keep_filled)
    incomplete = len(pairs) < len(job.payload["variants"])
    is_renamed = bool(job.sections) and _has_former_titles(job, pairs)
    if adopting or job.force or VARIANTS in job.sections or gone or incomplete or is_renamed:
        wanted = {row["external_id"]: row for row in job.payload["variants"]}
        both = [(wanted[key], row) for key, row in pairs.items()]
        plan.options = compare_options(
            *(job.payload["options"], remote.get("options") or [], both, foreign),
            *(job.own_options, made),
        )
        if foreign and set(plan.options.dropped) - set(plan.options.heirs):
            titles = [row.get("title") or row["id"] for row in foreign]
            raise ConflictError("foreign_variants", titles)
        body |= prepare_variants(job, remote, pairs, foreign, plan.options)
        plan.release = prepare_release(job, remote["id"], pairs, foreign)
        plan.item_names = prepare_item_names(job, both, keep_filled)
    elif PRICES in job.sections:
        body |= prepare_prices(job, pairs, foreign)
    if has_pictures(job) and (adopting or job.force or PICTURES in job.sections):
        body |= prepare_pictures(job, remote)
    if adopting or job.force or TERMS in job.sections:
        body |= prepare_terms(job, remote)
    owned = keep_owned(body, job.payload["owners"], creating=False)
    body = leave_kept(owned, job.kept_fields, remote, pairs)
    body |= _undo_withdrawal(job, remote) | _take_out_notes(job, remote)
    if body:
        plan.body = {"id": remote["id"], **body}
    return plan


def _has_former_titles(job: Job, pairs: Mapping[str, Remote]) -> bool:
    """Tell whether a variant is called by the former name of a shared option's value.

    That alone is no reason to write a product, but it goes along with what is.
    """
    if not any(option.get("id") for option in job.payload["options"]):
        return False
    titles = {row["external_id"]: row["fields"].get("title") for row in job.payload["variants"]}
    return any(titles[key] != row.get("title") for key, row in pairs.items())


def _split_leftovers(
    job: Job, leftovers: list[Remote], held: Collection[str]
) -> tuple[list[Remote], list[Remote]]:
    """Return (variants that left Odoo, variants that stay in the store without it)."""
    former = set(job.variant_ids.values())
    # The contract's mark, or our own memory, says that a variant came from Odoo.
    gone = [
        row
        for row in leftovers
        if row["id"] not in {*held, *job.kept} and (get_external_id(row) or row["id"] in former)
    ]
    return gone, [row for row in leftovers if row not in gone]


def _prepare_product(job: Job, remote: Remote, keep_filled: bool) -> dict[str, Any]:
    """Return the product's own fields; the handle is the marketer's once the product exists."""
    payload = job.payload
    # What Odoo leaves empty doesn't wipe out what the store has at the first meeting.
    body = {k: v for k, v in payload["product"].items() if v is not None or not keep_filled}
    slug, database = payload["slug"], payload["product"]["metadata"].get(DATABASE) or ""
    is_right = remote.get("handle") in (slug, make_own_handle(slug, database))
    if payload["owners"].get("handle") == ALWAYS and not is_right:
        body["handle"] = slug
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
    # docs/medusa-api.md#links-to-nothing-read-as-null
    present = {row["id"] for row in remote.get("sales_channels") or [] if row and row["id"]}
    merged = (present - (set(job.channel_ids) - wanted)) | wanted
    return None if merged == present else sorted(merged)
