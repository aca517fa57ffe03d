"""Bring back texts in further languages that a run overwrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from ..medusa.translations import TranslationApi
from .difference import Difference
from .identity import Remote
from .matching import get_variant_ids
from .translation_changes import get_name
from .translation_sending import Sending
from .translations import Wanted, make_creation
from .undo_plan import Undone, decide

# Of a product's own options the change doesn't say which one it is.
_NAMELESS = {"product_option", "product_option_value"}


@dataclass
class TextUndoJob:
    """The texts of one record of the store.

    :param key: the caller's own name for it
    :param is_product: of a product, and its variants
    :param changes: what the run wrote, each text once
    """

    key: int
    medusa_id: str
    is_product: bool
    changes: list[Difference]


@dataclass
class TextUndoOutcome:
    """What became of the texts of one record.

    :param is_there: whether the record is in the store
    :param error: why some of its texts were refused
    """

    job: TextUndoJob
    undone: Undone = field(default_factory=Undone)
    is_there: bool = True
    error: Exception | None = None


@dataclass
class _Owner:
    """See `translation_sending.Owner`."""

    key: int
    wanted: Wanted = field(default_factory=dict)
    known: dict[str, list[Any]] = field(default_factory=dict)
    is_guest: bool = False


class TextUndo:
    """Brings the texts of some records back: two reads, then three calls at most."""

    def __init__(self, client: MedusaClient) -> None:
        self.products = ProductApi(client)
        self.api = TranslationApi(client)
        self.creates: list[tuple[_Owner, dict[str, Any]]] = []
        self.updates: list[tuple[_Owner, dict[str, Any]]] = []
        self.deletes: list[str] = []

    def run(self, jobs: Sequence[TextUndoJob]) -> list[TextUndoOutcome]:
        """Bring them back, where the store still holds what the run wrote.

        :raise MedusaError: of the client
        """
        ids = sorted({job.medusa_id for job in jobs if job.is_product})
        fields = "id,variants.id,variants.metadata"
        rows = self.products.list_by("id", ids, fields) if ids else []
        variants = {row["id"]: get_variant_ids(row) for row in rows}
        outcomes = [TextUndoOutcome(job) for job in jobs]
        wanted = [(outcome, self._locate(outcome, variants)) for outcome in outcomes]
        records = sorted({record for _outcome, found in wanted for _locale, record, _kind in found})
        present = {
            get_name(row["locale_code"], row["reference_id"]): row
            for row in (self.api.list_of(records) if records else ())
        }
        for outcome, found in wanted:
            owner = _Owner(outcome.job.key)
            for (locale, record_id, kind), changes in found.items():
                there = present.get(get_name(locale, record_id))
                self._plan(owner, (locale, record_id, kind), changes, there, outcome.undone)
        errors = self._send()
        for outcome in outcomes:
            outcome.error = errors.get(outcome.job.key)
        return outcomes

    def _locate(
        self, outcome: TextUndoOutcome, variants: dict[str, dict[str, str]]
    ) -> dict[tuple[str, str, str], list[tuple[str, Difference]]]:
        """Return {(language, record of the store, kind of record): [(name of a text, change)]}."""
        job, found = outcome.job, {}
        if job.is_product and job.medusa_id not in variants:
            outcome.is_there = False
            return {}
        for row in job.changes:
            _word, locale, kind, name = row.field.split(" ", 3)
            record_id: str | None = job.medusa_id
            if job.is_product and kind == "product_variant":
                record_id = variants[job.medusa_id].get(row.variant or "")
            elif job.is_product and kind in _NAMELESS:
                record_id = None
            if record_id:
                found.setdefault((locale, record_id, kind), []).append((name, row))
            else:
                outcome.undone.stays.append(row)
        return found

    def _plan(
        self,
        owner: _Owner,
        place: tuple[str, str, str],
        changes: Sequence[tuple[str, Difference]],
        there: Remote | None,
        undone: Undone,
    ) -> None:
        locale, record_id, kind = place
        present = dict((there or {}).get("translations") or {})
        texts = {
            name: row.store or ""
            for name, row in changes
            if decide(row, present.get(name) or None, undone)
        }
        if not texts:
            return
        left = {name: text for name, text in {**present, **texts}.items() if text}
        owner.wanted[locale, record_id] = (kind, left)
        if not there:
            if left:
                self.creates.append((owner, make_creation(locale, record_id, kind, left)))
        elif left:
            owner.known[f"{locale}:{record_id}"] = [there["id"]]
            # Merged: a text that is gone is emptied.
            self.updates.append((owner, {"id": there["id"], "translations": texts}))
        else:
            self.deletes.append(there["id"])

    def _send(self) -> dict[int, Any]:
        sending = Sending(self.api)
        if self.deletes:
            sending.send("delete", self.deletes)
        if self.updates:
            sending.update(self.updates)
        if self.creates:
            sending.create(self.creates)
        return sending.errors
