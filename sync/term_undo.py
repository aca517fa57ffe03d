"""Make terms again that a run deleted, and bring their own fields back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.terms import KINDS, TermApi
from .difference import Difference
from .failures import raise_if_store_wide
from .identity import (
    DATABASE,
    EXTERNAL_ID,
    MODEL,
    OURS,
    Databases,
    Remote,
    get_model,
    make_own_handle,
    whose,
)
from .term_removal import get_record_fields
from .undo_plan import Undone, decide

# Where a category stands among its siblings is everybody's: each write moves the others as well.
_STAYS = {"rank", *(f"metadata.{name}" for name in (EXTERNAL_ID, DATABASE, MODEL))}


@dataclass
class TermUndoJob:
    """One term.

    :param kind: category, tag, type or collection
    :param medusa_id: what it was in the store
    :param former: all that it was, where it was deleted: it is made again
    :param changes: what the run wrote of it, each field once
    """

    kind: str
    medusa_id: str
    former: dict[str, Any] | None = None
    changes: list[Difference] = field(default_factory=list)


@dataclass
class TermUndoOutcome:
    """What became of one term.

    :param row: what it is in the store now, None where it isn't there
    :param is_written: whether anything was sent
    """

    job: TermUndoJob
    row: Remote | None = None
    is_written: bool = False
    undone: Undone = field(default_factory=Undone)
    error: MedusaError | None = None


class TermUndo:
    """Brings terms back one by one.

    :param databases: whose marks are ours
    :param ids: {id that a term had: the one that it has since it was made again}
    """

    def __init__(self, client: MedusaClient, databases: Databases, ids: dict[str, str]) -> None:
        self.client = client
        self.databases = databases
        self.ids = dict(ids)
        self._remote: dict[str, dict[str, Remote]] = {}

    def run(self, jobs: Sequence[TermUndoJob]) -> Iterator[TermUndoOutcome]:
        """Yield an outcome for each term, as soon as it is decided.

        :param jobs: parents before their children
        :raise StoreError: if the store as a whole fails
        :raise MedusaError: if the store's list of a kind can't be read
        """
        for job in jobs:
            outcome = TermUndoOutcome(job)
            rows = self._list(job.kind)
            try:
                if job.former:
                    self._remake(outcome, job.former, rows)
                outcome.row = outcome.row or rows.get(self.ids.get(job.medusa_id, job.medusa_id))
                if outcome.row and job.changes:
                    self._bring_back(outcome, outcome.row)
            except MedusaError as error:
                raise_if_store_wide(error)
                outcome.error = error
            if outcome.row:
                self.ids[job.medusa_id] = outcome.row["id"]
            yield outcome

    def _list(self, kind: str) -> dict[str, Remote]:
        if kind not in self._remote:
            api = TermApi(self.client, kind)
            pages = api.iter_pages(get_record_fields(kind))
            self._remote[kind] = {row["id"]: row for page in pages for row in page}
        return self._remote[kind]

    # === WHAT WAS DELETED === #

    def _remake(
        self, outcome: TermUndoOutcome, former: dict[str, Any], rows: dict[str, Remote]
    ) -> None:
        """Find a term that is there again, or make it."""
        kind = outcome.job.kind
        outcome.row = self._find(outcome.job, former, rows)
        if outcome.row:
            return
        names = set(get_record_fields(kind).split(",")) - {"id"}
        values = {name: former[name] for name in names if former.get(name) is not None}
        parent = former.get("parent_category_id")
        if parent:
            parent = self.ids.get(parent, parent)
            values["parent_category_id"] = parent if parent in rows else None
        api = TermApi(self.client, kind)
        try:
            medusa_id = api.create(values)
        except MedusaConflictError:
            if not values.get("handle"):
                raise
            # Another one has its address by now.
            values["handle"] = make_own_handle(values["handle"], self.databases.current)
            medusa_id = api.create(values)
        outcome.is_written = True
        outcome.row = rows[medusa_id] = {**values, "id": medusa_id}

    def _find(
        self, job: TermUndoJob, former: dict[str, Any], rows: dict[str, Remote]
    ) -> Remote | None:
        """Return the term if it wasn't deleted, or was made again for the same record of Odoo."""
        known = rows.get(self.ids.get(job.medusa_id, job.medusa_id))
        if known:
            return known
        label, key = KINDS[job.kind].label, former.get("external_id")
        for row in rows.values():
            is_same = key and row.get("external_id") == key and get_model(row) == get_model(former)
            if is_same and whose(row, self.databases) == OURS:
                return row
            if label == "value" and row[label] == former.get(label):
                return row
        return None

    # === WHAT WAS WRITTEN === #

    def _bring_back(self, outcome: TermUndoOutcome, row: Remote) -> None:
        undone, body = outcome.undone, {}
        metadata = dict(row.get("metadata") or {})
        for change in outcome.job.changes:
            name = change.field
            if name in _STAYS or name == "term":
                continue
            if name.startswith("metadata."):
                key = name.removeprefix("metadata.")
                if decide(change, metadata.get(key), undone):
                    # It is replaced by what is sent.
                    metadata[key] = change.store
                    body["metadata"] = metadata
            elif self._decide_field(change, row, undone):
                body[name] = undone.done[-1].store
        if "metadata" in body:
            body["metadata"] = {key: value for key, value in metadata.items() if value is not None}
        if body:
            TermApi(self.client, outcome.job.kind).update(row["id"], body)
            row.update(body)
            outcome.is_written = True

    def _decide_field(self, change: Difference, row: Remote, undone: Undone) -> bool:
        if change.field == "parent_category_id" and change.store:
            # It may have been deleted with the others, and be there again.
            parent = self.ids.get(change.store, change.store)
            if parent not in self._list("category"):
                undone.stays.append(change)
                return False
            change = Difference(change.field, None, parent, change.odoo)
        return decide(change, row.get(change.field), undone)
