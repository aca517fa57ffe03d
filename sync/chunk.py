"""What a push and a withdrawal share: reading the store, and keeping what came of each job."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.products import ProductApi
from .changed import Changed, Note, note_products, tell_product
from .difference import ALONE, Difference
from .differences import is_own_call
from .failures import ConflictError, StoreError
from .identity import Databases, Remote, get_external_id, is_ours, make_own_handle
from .items import get_item_ids
from .job import Job
from .matching import match_product
from .result import ChunkResult, Outcome
from .seen import get_seen, settle_seen


class Chunk:
    """Carry out the jobs of one chunk.

    :param client: the store
    :param databases: whose marks are ours
    :param clock: tells seconds, for what is kept of a call's duration
    :param keeps_changes: each outcome tells what its write changes of the product
    :param note: keeps that before it is sent, see `changed`
    """

    # Whether a product is made where there is none.
    makes = True

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        clock: Callable[[], float] = lambda: 0.0,
        keeps_changes: bool = False,
        note: Note | None = None,
    ):
        self.products = ProductApi(client)
        self.databases = databases
        self.clock = clock
        self.keeps_changes = keeps_changes
        self.note = note
        # Handles of other databases' products that have the number of one of ours.
        self._taken_handles: set[str] = set()
        # What needs calls of its own and was left, because the time was up.
        self.deferred: list[Job] = []
        self.outcomes: list[Outcome] = []
        # Of which it was said what their write changes.
        self._changed: dict[int, Outcome] = {}
        # Of these, what isn't noted yet.
        self._to_note: list[tuple[Outcome, Changed]] = []
        # Why the chunk ended early; the jobs without an outcome were not touched.
        self.store_error: StoreError | None = None

    def run(self, jobs: list[Job]) -> list[Outcome]:
        """Return an outcome for each job that was decided.

        A failure of the whole store is kept in `store_error`, so that what went through before
        it is not forgotten.
        """
        try:
            self._carry_out(jobs)
        except StoreError as error:
            self.store_error = error
        except MedusaError as error:
            self.store_error = StoreError(error)
        return self.outcomes

    def get_result(self) -> ChunkResult:
        """Return what came of all that was run."""
        error = self.store_error.error if self.store_error else None
        for outcome in self._changed.values():
            rows = (_carry_out(row, outcome) for row in outcome.changes)
            outcome.changes = [row for row in rows if row]
        decided = {id(outcome) for outcome in self.outcomes}
        begun = [outcome for key, outcome in self._changed.items() if key not in decided]
        return ChunkResult(self.outcomes, self.deferred, store_error=error, begun=begun)

    def _carry_out(self, jobs: list[Job]) -> None:
        raise NotImplementedError

    # === READ === #

    def _locate(self, jobs: list[Job], fields: str) -> Iterator[tuple[Outcome, Remote | None]]:
        """Yield each job with its product in the store; a conflict is recorded instead."""
        by_id, by_external_id = self._read(jobs, fields)
        for job in jobs:
            outcome = Outcome(job)
            found = by_external_id.get(job.external_id, [])
            theirs = [row for row in found if not is_ours(row, self.databases)]
            self._taken_handles.update(row.get("handle") or "" for row in theirs)
            try:
                remote = match_product(job, by_id, found, self.databases, self.makes)
            except ConflictError as error:
                self._finish(outcome, error)
            else:
                outcome.met = get_seen(remote) if remote else None
                yield outcome, remote

    def _read(
        self, jobs: list[Job], fields: str
    ) -> tuple[dict[str, Remote], dict[str, list[Remote]]]:
        """Return the store's products by id and by external_id, as far as the jobs name them."""
        ids = {job.medusa_id for job in jobs if job.medusa_id}
        ids |= {candidate for job in jobs for candidate in job.candidates}
        rows = self.products.list_by("id", sorted(ids), fields) if ids else []
        by_id = {row["id"]: row for row in rows}
        mine = {key for key, row in by_id.items() if is_ours(row, self.databases)}
        unknown = [job.external_id for job in jobs if job.medusa_id not in mine]
        return by_id, self._find(unknown, fields)

    def _find(self, external_ids: list[str], fields: str) -> dict[str, list[Remote]]:
        """Return the store's products by external_id: several may share one."""
        found: dict[str, list[Remote]] = {}
        if external_ids:
            for row in self.products.list_by("external_id", external_ids, fields):
                found.setdefault(row["external_id"], []).append(row)
        return found

    def _get_handle(self, job: Job) -> str:
        """Return the handle of a creation, where another database's product has it: our own."""
        handle: str = job.payload["handle"]
        if handle in self._taken_handles:
            return make_own_handle(handle, self.databases.current)
        return handle

    # === RECORD === #

    def _finish(
        self, outcome: Outcome, error: Exception | None = None, row: Remote | None = None
    ) -> None:
        """Keep what came of a job; `row` is the store's answer to its write."""
        outcome.error = error
        if row:
            self._keep_answer(outcome, row)
        self.outcomes.append(outcome)

    def _tell_changes(
        self,
        outcome: Outcome,
        changes: list[Difference],
        operation: str | None = None,
        begun: Collection[str] = (),
    ) -> None:
        """Keep what the write of a product changes, as far as it will have been sent.

        :param operation: where the outcome doesn't tell it yet
        :param begun: see `Outcome`
        """
        outcome.changes, outcome.begun = changes, begun
        self._changed[id(outcome)] = outcome
        self._to_note.append((outcome, tell_product(outcome, operation)))

    def _note_changes(self) -> None:
        """Have noted what was told so far; nothing of it is sent before."""
        told, self._to_note = self._to_note, []
        told = [row for row in told if row[1].differences or row[1].note is not None]
        if self.note and told:
            note_products(self.note, told)

    def _keep_answer(self, outcome: Outcome, row: Remote) -> None:
        """Remember what an answer tells: ids, and when the product was last changed."""
        is_whole = outcome.job.is_whole or not outcome.job.is_met(row["id"])
        outcome.seen = settle_seen(row, outcome.met, outcome.job.seen, is_whole)
        outcome.medusa_id = row["id"]
        outcome.status = row.get("status")
        outcome.handle = row.get("handle") or outcome.handle
        variants = row.get("variants") or []
        present = {variant["id"] for variant in variants}
        paired = {v: key for key, v in outcome.variant_ids.items() if v in present}
        taken = set(paired.values())
        for variant in variants:
            # Of one that was there already it is settled whose it is: marks may be changed, or
            # copied, in Medusa, and a push of prices alone writes none.
            external_id = paired.get(variant["id"]) or get_external_id(variant)
            if external_id and (variant["id"] in paired or external_id not in taken):
                outcome.variant_ids[external_id] = variant["id"]
                outcome.item_ids[external_id] = get_item_ids(variant)

    def _check_alive(self) -> None:
        """Tell a store in trouble from a product it stumbles over.

        :raise StoreError: if even the simplest read fails.
        """
        try:
            self.products.count()
        except MedusaError as error:
            raise StoreError(error) from error


def _carry_out(row: Difference, outcome: Outcome) -> Difference | None:
    """Return what of a change was written, or may have been where there was no answer."""
    if row.variant in outcome.held and row.odoo is None:
        return None
    if row.field.startswith(ALONE) and row.odoo is not None:
        return row if row.field in outcome.sent_alone else None
    if outcome.is_sent or (outcome.is_begun and is_own_call(row, outcome.begun)):
        return row
    # What was freed for another variant before the product was refused is gone.
    is_released = (row.variant, row.field) in outcome.released
    return replace(row, odoo=None) if is_released else None


def run_chunk(
    make_chunk: Callable[[MedusaClient], Chunk], client: MedusaClient, jobs: list[Job]
) -> ChunkResult:
    """Carry out the jobs of a chunk and return what came of it."""
    chunk = make_chunk(client)
    chunk.run(jobs)
    return chunk.get_result()
