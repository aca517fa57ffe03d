"""Bring texts in further languages to a store: those that differ from what was pushed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.products import ProductApi
from ..medusa.translations import TranslationApi
from .identity import Remote
from .matching import get_variant_ids
from .translation_sending import Sending
from .translations import Known, Wanted, compare_translations

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
    """

    key: int
    medusa_id: str | None = None
    texts: Texts = field(default_factory=dict)
    options: list[dict[str, Any]] = field(default_factory=list)
    wanted: Wanted = field(default_factory=dict)
    known: Known = field(default_factory=dict)
    is_guest: bool = False


@dataclass
class TranslationOutcome:
    """What the store holds of a record now, see `translations.Known`.

    :param error: why some of its texts were refused
    """

    job: TranslationJob
    known: Known
    error: MedusaError | None = None


class TranslationPush:
    """Push the translations of a chunk: a read, then three calls at most."""

    def __init__(self, client: MedusaClient) -> None:
        self.products = ProductApi(client)
        self.api = TranslationApi(client)

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
                job.wanted = locate_texts(job, remote[job.medusa_id])
        return [job for job in jobs if not job.medusa_id or job.medusa_id in remote]

    # === SENDING === #

    def _push(self, jobs: list[TranslationJob]) -> list[TranslationOutcome]:
        changes = [(job, compare_translations(job.wanted, job.known, job.is_guest)) for job in jobs]
        sending = Sending(self.api)
        kept = {entry[0] for _job, row in changes for entry in row.known.values()}
        # Of records that share one, another may want it still.
        sending.send("delete", [k for _job, row in changes for k in row.delete if k not in kept])
        sending.update([(job, item) for job, row in changes for item in row.update])
        sending.create([(job, item) for job, row in changes for item in row.create])
        return [
            TranslationOutcome(job, sending.complete(job, row.known), sending.errors.get(job.key))
            for job, row in changes
        ]


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
