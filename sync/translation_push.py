"""Bring texts in further languages to a store: those that differ from what was pushed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.products import ProductApi
from ..medusa.translations import TranslationApi
from .changed import Changed, Note
from .difference import Difference
from .identity import Remote
from .matching import get_variant_ids
from .translation_changes import find_changes, get_name
from .translation_sending import Sending
from .translations import Known, TranslationChanges, Wanted, compare_translations

_FIELDS = (
    "id,options.id,options.title,options.values.id,options.values.value,"
    "variants.id,variants.metadata"
)

Texts = dict[str, dict[str, dict[Any, str]]]


@dataclass
class TranslationJob:
    """The texts of one record of the store.

    :param key: the caller's own name for it
    :param medusa_id: of the product, None where `wanted` is known already
    :param texts: of a product by language, see `medusa.translation.source`
    :param options: of a product in the main language: the store knows them by it
    :param wanted: texts by the records of the store they belong to
    :param known: what was pushed last, see `translations`
    :param is_guest: the record of the store was not made here: texts of others stay
    :param variants: of a product, {id of a variant: its external_id}
    :param told: what it is called in what is kept of its changes, without these
    """

    key: int
    medusa_id: str | None = None
    texts: Texts = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    wanted: Wanted = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    is_guest: bool = False
    variants: dict[str, str] = field(default_factory=dict)
    told: Changed | None = None


@dataclass
class TranslationOutcome:
    """What the store holds of a record now, see `translations.Known`.

    :param error: why some of its texts were refused
    :param changes: what was written, where the engine is asked to keep that; see
        `translation_changes`
    :param note: under which that was kept before, see `changed`
    """

    job: TranslationJob
    known: Known
    error: MedusaError | None = None
    changes: list[Difference] = field(default_factory=list)
    note: int | None = None


Changes = Sequence[tuple[TranslationJob, TranslationChanges]]


class TranslationPush:
    """Push the translations of a chunk: a read, then three calls at most.

    :param keeps_changes: each outcome tells what is written; what is changed is read before
    :param note: keeps that before it is sent, see `changed`
    """

    def __init__(
        self, client: MedusaClient, keeps_changes: bool = False, note: Note | None = None
    ) -> None:
        self.products = ProductApi(client)
        self.api = TranslationApi(client)
        self.keeps_changes = keeps_changes
        self.note = note

    def run(self, jobs: Sequence[TranslationJob]) -> list[TranslationOutcome]:
        """Push the jobs; products that aren't in the store have no outcome.

        :raise MedusaError: of the client
        """
        return self._push(self._locate(jobs))

    # === WHERE TEXTS BELONG === #

    def _locate(self, jobs: Sequence[TranslationJob]) -> list[TranslationJob]:
        """Return the jobs that are in the store, each with its wanted texts."""
        ids = [job.medusa_id for job in jobs if job.medusa_id]
        rows = self.products.list_by("id", ids, _FIELDS) if ids else []
        remote = {row["id"]: row for row in rows}
        for job in jobs:
            if job.medusa_id in remote:
                row = remote[job.medusa_id]
                job.wanted = locate_texts(job, row)
                job.variants = {medusa_id: key for key, medusa_id in get_variant_ids(row).items()}
        return [job for job in jobs if not job.medusa_id or job.medusa_id in remote]

    # === SENDING === #

    def _push(self, jobs: list[TranslationJob]) -> list[TranslationOutcome]:
        changes = [(job, compare_translations(job.wanted, job.known, job.is_guest)) for job in jobs]
        former = self._read_former(changes) if self.keeps_changes else {}
        notes = self._foresee(changes, former) if self.note else {}
        sending = Sending(self.api)
        kept = {entry[0] for _job, row in changes for entry in row.known.values()}
        # Of records that share one, another may want it still.
        sending.send("delete", [k for _job, row in changes for k in row.delete if k not in kept])
        sending.update([(job, item) for job, row in changes for item in row.update])
        sending.create([(job, item) for job, row in changes for item in row.create])
        outcomes = [
            TranslationOutcome(job, sending.complete(job, row.known), sending.errors.get(job.key))
            for job, row in changes
        ]
        for outcome in outcomes if self.keeps_changes else ():
            outcome.changes = find_changes(outcome.job, outcome.known, former)
            outcome.note = notes.get(outcome.job.key)
        return outcomes

    def _foresee(self, changes: Changes, former: dict[str, Remote]) -> dict[int, int | None]:
        """Keep what is about to be written; return {key of a job: its note}."""
        told = {
            job.key: replace(job.told, differences=rows)
            for job, row in changes
            if job.told and (rows := find_changes(job, row.known, former))
        }
        if self.note and told:
            self.note(list(told.values()))
        return {key: changed.note for key, changed in told.items()}

    def _read_former(self, changes: Changes) -> dict[str, Remote]:
        """Return {name: translation of the store} of those that are to be changed or deleted."""
        ids = {
            key.partition(":")[2]
            for job, row in changes
            if row.update or row.delete
            for key in job.known
        }
        rows = self.api.list_of(sorted(ids)) if ids else []
        return {get_name(row["locale_code"], row["reference_id"]): row for row in rows}


def locate_texts(job: TranslationJob, row: Remote) -> Wanted:
    """Return a product's texts by the records of the store they belong to.

    :param row: the product in the store
    """
    variant_ids = get_variant_ids(row)
    options = {option["title"]: option for option in row.get("options") or []}
    wanted: Wanted = {}
    for locale, parts in job.texts.items():
        if parts["product"]:
            wanted[locale, row["id"]] = ("product", parts["product"])
        for key, title in parts["variants"].items():
            if key in variant_ids:
                wanted[locale, variant_ids[key]] = ("product_variant", {"title": title})
        for option in job.options:
            present = options.get(option["title"])
            if present:
                wanted |= _locate_option(locale, parts, option, present)
    return wanted


def _locate_option(
    locale: str, parts: dict[str, dict[Any, str]], option: dict[str, Any], present: Remote
) -> Wanted:
    """Return the wanted texts of one option and its values."""
    wanted: Wanted = {}
    title = parts["options"].get(option["key"])
    if title:
        wanted[locale, present["id"]] = ("product_option", {"title": title})
    ids = {value["value"]: value["id"] for value in present.get("values") or []}
    for value in option["values"]:
        label = parts["values"].get((option["key"], value["key"]))
        if label and value["title"] in ids:
            wanted[locale, ids[value["title"]]] = ("product_option_value", {"value": label})
    return wanted
