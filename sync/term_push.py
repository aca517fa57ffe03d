"""Bring categories, tags, types and collections into a store and keep them there.

There are few of them, and the store takes them one by one: its list of a kind is read once, then
only what differs is written, parents before their children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import (
    MedusaConflictError,
    MedusaError,
    MedusaNotFoundError,
)
from ..medusa.terms import KINDS, TermApi
from .changed import Changed, Note
from .difference import Difference, compare_rows
from .digest import digest, is_same
from .failures import ConflictError, raise_if_store_wide
from .identity import FOREIGN, Databases, Remote, make_own_handle, whose
from .term_finding import find_term
from .term_order import plan_ranks
from .term_removal import is_used_by_others
from .term_values import Holders, Holding, Key, Placing, place_value


@dataclass
class TermJob:
    """One term to push.

    :param key: the record of Odoo that it is
    :param kind: category, tag, type or collection
    :param values: what Odoo wants, as Medusa takes it
    :param medusa_id: the term in the store, as it was last seen there
    :param payload_hash: fingerprint of what was pushed last
    :param parent: the record above it; its job comes before this one
    """

    key: Key
    kind: str
    values: dict[str, Any]
    medusa_id: str | None = None
    payload_hash: str | None = None
    parent: Key | None = None

    def get_values(self, parent_id: str | None) -> dict[str, Any]:
        """Return what Odoo wants, with the parent's id in the store."""
        if self.kind != "category":
            return self.values
        return {**self.values, "parent_category_id": parent_id}

    def is_known(self, parent_id: str | None) -> bool:
        """Tell whether the store has it so already."""
        return bool(self.medusa_id) and is_same(self.get_values(parent_id), self.payload_hash)


@dataclass
class TermOutcome:
    """What became of one term that differed.

    :param is_made: it was not in the store before, whenever that was; None: as before
    :param handle: the term's in the store, of a kind that has one
    :param payload_hash: fingerprint of what was sent
    :param changes: what was written of it
    :param note: under which that was kept before, see `changed`
    """

    job: TermJob
    medusa_id: str | None = None
    handle: str | None = None
    is_made: bool | None = None
    payload_hash: str | None = None
    error: Exception | None = None
    changes: list[Difference] = field(default_factory=list)
    note: int | None = None


class TermPush:
    """Make and change terms.

    :param databases: whose marks are ours
    :param holdings: which term each record is, of all that are in the store
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        holdings: Iterable[Holding] = (),
        note: Note | None = None,
    ) -> None:
        self.note = note
        self.client = client
        self.databases = databases
        self.holders = Holders(holdings)
        self._remote: dict[str, list[Remote]] = {}
        self._ids: dict[Key, str | None] = {}
        # Those that got another place: their ranks before and since.
        self.moved: dict[str, tuple[int | None, int]] = {}
        self._is_stale = False

    def run(self, jobs: Iterable[TermJob]) -> Iterator[TermOutcome]:
        """Yield an outcome for each term that differs, as soon as it is decided.

        :param jobs: parents before their children
        :raise StoreError: if the store as a whole fails
        :raise MedusaError: if the store's list of a kind can't be read
        """
        for job in jobs:
            self._ids[job.key] = job.medusa_id
            parent_id = self._ids.get(job.parent) if job.parent else None
            if job.is_known(parent_id):
                continue
            values = job.get_values(parent_id)
            outcome = TermOutcome(job, job.medusa_id, payload_hash=digest(values))
            # A list that can't be read is the store's trouble, not the term's.
            self._list(job.kind)
            try:
                self._write(outcome, values)
            except (MedusaError, ConflictError) as error:
                raise_if_store_wide(error)
                outcome.error = error
            self._keep(outcome)
            outcome.handle = self._get_handle(job.kind, outcome.medusa_id)
            yield outcome

    def _keep(self, outcome: TermOutcome) -> None:
        job = outcome.job
        self._ids[job.key] = outcome.medusa_id
        if job.medusa_id != outcome.medusa_id:
            self.holders.let_go(job.kind, job.key, job.medusa_id)
        if outcome.medusa_id:
            self.holders.hold(job.kind, job.key, outcome.medusa_id, bool(outcome.is_made))

    def _get_handle(self, kind: str, medusa_id: str | None) -> str | None:
        rows = (row for row in self._list(kind) if row["id"] == medusa_id)
        return next(rows, {}).get("handle")

    def sort(self, families: Mapping[str | None, Sequence[str]]) -> dict[str, MedusaError]:
        """Bring the store's categories into Odoo's order, as far as it differs.

        It is looked at where the store's list was read anyway, and where something was written.

        :param families: {parent in the store, None at the top: its children's ids in order}
        :return: {category: why its place was refused}
        :raise StoreError: if the store as a whole fails
        """
        if self._is_stale:
            self._remote.pop("category", None)
        elif "category" not in self._remote:
            return {}
        refused: dict[str, MedusaError] = {}
        for parent_id, wanted in families.items():
            siblings = [
                row for row in self._list("category") if row.get("parent_category_id") == parent_id
            ]
            former = {row["id"]: row.get("rank") for row in siblings}
            for medusa_id, rank in plan_ranks(siblings, wanted):
                try:
                    TermApi(self.client, "category").update(medusa_id, {"rank": rank})
                    self.moved[medusa_id] = former.get(medusa_id), rank
                except MedusaError as error:
                    raise_if_store_wide(error)
                    refused[medusa_id] = error
        return refused

    def list_ids(self, kind: str) -> set[str]:
        """Return the ids of the store's terms of a kind."""
        return {row["id"] for row in self._list(kind)}

    def _list(self, kind: str) -> list[Remote]:
        if kind not in self._remote:
            self._remote[kind] = TermApi(self.client, kind).list_all()
        return self._remote[kind]

    def _write(self, outcome: TermOutcome, values: dict[str, Any]) -> None:
        """Find the term in the store and change it, or create it.

        :raise ConflictError: if several terms of the store claim the record
        """
        job = outcome.job
        remote = {row["id"]: row for row in self._list(job.kind)}
        if outcome.medusa_id not in remote:
            outcome.medusa_id = None
            outcome.medusa_id = find_term(
                job.key,
                job.values,
                remote.values(),
                self.databases,
                lambda medusa_id: self.holders.is_held(job.kind, medusa_id),
            )
            outcome.is_made = bool(outcome.medusa_id)
        present = remote.get(outcome.medusa_id or "")
        if KINDS[job.kind].label == "value":
            self._write_value(outcome, values, present)
        elif not present or not self._update(outcome, present, values):
            self._create(outcome, values)

    # === VALUES === #

    def _write_value(
        self, outcome: TermOutcome, values: dict[str, Any], present: Remote | None
    ) -> None:
        """Let the record be the value that it is called, see `term_values`."""
        job = outcome.job
        if outcome.is_made and present:
            self.holders.hold(job.kind, job.key, present["id"], is_made=True)
        try:
            self._carry_out(outcome, values, self._place(job, values, present))
        except MedusaConflictError:
            # Somebody made this very value in between.
            del self._remote[job.kind]
            placing = self._place(job, values, present)
            if not placing.row:
                raise
            self._carry_out(outcome, values, placing)

    def _place(self, job: TermJob, values: dict[str, Any], present: Remote | None) -> Placing:
        return place_value(
            job.kind,
            job.key,
            present,
            values,
            self._list(job.kind),
            self.holders,
            self.databases,
            lambda medusa_id: is_used_by_others(self.client, self.databases, job.kind, medusa_id),
        )

    def _carry_out(self, outcome: TermOutcome, values: dict[str, Any], placing: Placing) -> None:
        row = placing.row
        if row and placing.is_written and not self._update(outcome, row, values):
            row = None
        if not row:
            self._create(outcome, values)
            return
        outcome.medusa_id, outcome.is_made = row["id"], placing.is_made

    # === REQUESTS === #

    def _foresee(self, outcome: TermOutcome, changes: list[Difference], medusa_id: str) -> None:
        """Keep what is about to be written of a term."""
        outcome.changes += changes
        if self.note and outcome.changes:
            name = outcome.job.values.get(KINDS[outcome.job.kind].label)
            rows = list(outcome.changes)
            changed = Changed("term", None, name, medusa_id, "update", rows, outcome.note)
            self.note([changed])
            outcome.note = changed.note

    def _update(self, outcome: TermOutcome, row: Remote, values: dict[str, Any]) -> bool:
        """Change a term as far as it differs; return whether it is still there."""
        # The handle is the marketer's once the term exists, like a product's; so are further keys
        # of the metadata, which an update replaces.
        metadata = {**(row.get("metadata") or {}), **values["metadata"]}
        wanted = {k: v for k, v in {**values, "metadata": metadata}.items() if k != "handle"}
        if all(name in row and row[name] == value for name, value in wanted.items()):
            return True
        kind, told = outcome.job.kind, len(outcome.changes)
        self._foresee(outcome, compare_rows(wanted, row), row["id"])
        try:
            TermApi(self.client, kind).update(row["id"], wanted)
        except MedusaError as error:
            if not error.outcome_unknown:
                del outcome.changes[told:]
            if not isinstance(error, MedusaNotFoundError):
                raise
            self._list(kind).remove(row)
            return False
        row.update(wanted)
        self._is_stale |= kind == "category"
        return True

    def _create(self, outcome: TermOutcome, values: dict[str, Any]) -> None:
        kind = outcome.job.kind
        handle = values.get("handle")
        if handle and any(
            row.get("handle") == handle and whose(row, self.databases) == FOREIGN
            for row in self._list(kind)
        ):
            # Handles are unique in the store, and two copies of one Odoo have the same.
            values = {**values, "handle": make_own_handle(handle, self.databases.current)}
        outcome.medusa_id = TermApi(self.client, kind).create(values)
        outcome.changes += compare_rows(values, {})
        outcome.is_made = True
        self._is_stale |= kind == "category"
        self._list(kind).append({**values, "id": outcome.medusa_id})
