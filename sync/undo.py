"""Bring back what a run overwrote of products, where the store still holds what the run wrote.

What somebody changed there since then stays, and is told. So does what no write brings back:
variants that were made or deleted, options, whose a product is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.resource import Resource
from ..medusa.settings import SalesChannels, ShippingProfiles
from ..medusa.terms import TermApi
from .batches import BatchCall, Item
from .chunk import Chunk
from .difference import IMAGE, ITEM, Difference
from .differences import PROFILE
from .failures import raise_if_store_wide
from .identity import Databases, Remote
from .job import Job
from .pictures import PICTURE_FIELDS
from .plan import PRICE_FIELDS
from .result import ChunkResult, Outcome
from .seen import SEEN_FIELDS
from .undo_items import Items
from .undo_pictures import plan_shown, show
from .undo_plan import NAMED, STAYS, Undone, plan_undo
from .undo_uniques import UNIQUE_READ, Uniques

_ANSWER_FIELDS = f"id,external_id,handle,status,variants.id,{SEEN_FIELDS}"
_IDENTITY = (
    "id,external_id,handle,status,title,metadata,created_at,variants.id,variants.metadata,"
    f"{SEEN_FIELDS}"
)
# {field: what is read instead}
_READ_AS = {
    "images": PICTURE_FIELDS,
    "categories": "categories.id",
    "tags": "tags.id",
    "sales_channels": "sales_channels.id",
    "shipping_profile_id": PROFILE,
    "sku": UNIQUE_READ,
}
# A product that is there, with what becomes of it.
Found = tuple[Outcome, Remote]
_APIS = {"channel": SalesChannels, "profile": ShippingProfiles}


@dataclass
class UndoResult:
    """What became of a chunk.

    :param undone: by the external_id of the product
    """

    result: ChunkResult
    undone: dict[str, Undone]


def make_job(
    external_id: str,
    medusa_id: str | None,
    title: str,
    changes: Sequence[Difference],
    is_made: bool = False,
    lost_urls: Collection[str] = (),
) -> Job:
    """Return the job of bringing back one product.

    :param medusa_id: None where its creation had no answer: then it is found by its mark
    :param changes: what the run wrote, each field once
    :param is_made: the run made the product: it becomes a draft
    :param lost_urls: files of pictures that were deleted since
    """
    payload = {
        "product": {"title": title},
        "changes": list(changes),
        "is_made": is_made,
        "lost_urls": frozenset(lost_urls),
    }
    return Job(external_id, payload, medusa_id=medusa_id)


class ChunkUndo(Chunk):
    """Brings a chunk's products back. Of one that is gone, or another one by now, items alone."""

    makes = False

    def __init__(self, client: MedusaClient, databases: Databases, *args: Any) -> None:
        super().__init__(client, databases, *args)
        self.undone: dict[str, Undone] = {}
        self.uniques, self.items = Uniques(client), Items(client)
        # Products that aren't there, for which items gave their SKU up.
        self._lost: list[Outcome] = []

    def _carry_out(self, jobs: list[Job]) -> None:
        found: list[Found] = []
        for outcome, remote in self._locate(jobs, get_fields(jobs)):
            if not remote or not _is_it(outcome.job, remote):
                self._lose(outcome)
                continue
            outcome.operation, outcome.medusa_id = "undo", remote["id"]
            outcome.status, outcome.handle = remote.get("status"), remote.get("handle")
            found.append((outcome, remote))
        self._plan(found)
        self._bring_back(found)

    def _lose(self, outcome: Outcome) -> None:
        """Have done with a product that isn't there, but for the items that it took a SKU off."""
        job = outcome.job
        rows = job.payload["changes"]
        items = [row for row in rows if row.field.startswith(ITEM)]
        # One that was refused after all has nothing else to get back.
        is_all = bool(items) and len(items) == len(rows) and not job.medusa_id
        outcome.operation = "undo" if is_all and not job.payload["is_made"] else "gone"
        if items:
            self.undone[job.external_id] = Undone(alone=items)
            self._lost.append(outcome)
        else:
            self._finish(outcome)

    def _plan(self, found: list[Found]) -> None:
        """Decide what each product gets back, and have its outcome tell it."""
        there = self._find_named([outcome.job for outcome, _remote in found])
        for outcome, remote in found:
            undone = plan_undo(outcome.job, remote, there)
            plan_shown(remote, undone)
            self.undone[outcome.job.external_id] = undone
        self.uniques.sort_out((remote, self._get(outcome)) for outcome, remote in found)
        touched = [*(outcome for outcome, _remote in found), *self._lost]
        self.items.sort_out([(outcome, self._get(outcome)) for outcome in touched])
        for outcome in touched:
            self._tell_changes(outcome, [_turn(row) for row in self._get(outcome).done])
        self._note_changes()

    def _bring_back(self, found: list[Found]) -> None:
        self.uniques.free()
        # By now no variant is in the way of theirs.
        self.items.give_back()
        for outcome in self._lost:
            self._complete(outcome, None)
        bodies: list[Item] = []
        for outcome, remote in found:
            body = self._get(outcome).body
            if body:
                bodies.append((outcome, {"id": remote["id"], **body}))
            else:
                self._complete(outcome, remote)
        fields = _ANSWER_FIELDS
        if any(self._get(outcome).shown for outcome, _body in bodies):
            fields = f"{fields},{PICTURE_FIELDS}"
        call = BatchCall(self.products, "update", fields, self._check_alive, clock=self.clock)
        for outcome, row in call.run(bodies):
            self._complete(outcome, row)

    def _complete(self, outcome: Outcome, row: Remote | None) -> None:
        """Do what can only be done once the product is written, then keep what came of it."""
        undone = self._get(outcome)
        error = outcome.error or undone.error
        if undone.error:
            outcome.is_unsure |= undone.error.outcome_unknown
        if row and not error:
            try:
                show(self.products.client, outcome, row, undone)
            except MedusaError as failure:
                raise_if_store_wide(failure)
                error = failure
        self._finish(outcome, error, row if undone.body else None)

    def _get(self, outcome: Outcome) -> Undone:
        return self.undone[outcome.job.external_id]

    def _find_named(self, jobs: Iterable[Job]) -> dict[str, set[str]]:
        """Return {kind: ids that the store has} of what products name again.

        One that is gone is refused, or leaves the product in no channel at all, and says nothing.
        """
        wanted: dict[str, set[str]] = {}
        for job in jobs:
            for row in job.payload["changes"]:
                if row.field in NAMED and row.store:
                    ids = row.store if isinstance(row.store, list) else [row.store]
                    wanted.setdefault(NAMED[row.field], set()).update(ids)
        return {
            kind: {row["id"] for row in self._get_api(kind).list_by("id", sorted(ids), "id")}
            for kind, ids in wanted.items()
        }

    def _get_api(self, kind: str) -> Resource:
        make = _APIS.get(kind)
        return make(self.products.client) if make else TermApi(self.products.client, kind)


def run_undo(client: MedusaClient, databases: Databases, clock: Any, jobs: list[Job]) -> UndoResult:
    """Bring some products back, and return what came of it."""
    chunk = ChunkUndo(client, databases, clock, True)
    chunk.run(jobs)
    return UndoResult(chunk.get_result(), chunk.undone)


def get_fields(jobs: Iterable[Job]) -> str:
    """Return what must be read of the products: who they are, and what is brought back."""
    names = [_IDENTITY]
    for job in jobs:
        names += (_get_field(row) for row in job.payload["changes"])
    return ",".join(dict.fromkeys(name for name in names if name))


def _get_field(row: Difference) -> str:
    """Return what tells the present value of a field, "" where the identity does."""
    if row.field.startswith("price "):
        return PRICE_FIELDS
    if row.field.startswith(IMAGE):
        return PICTURE_FIELDS
    if row.field == "title" and row.variant:
        return UNIQUE_READ
    if row.field in _READ_AS:
        return _READ_AS[row.field]
    if row.field in STAYS or "." in row.field or " " in row.field:
        return ""
    return f"variants.{row.field}" if row.variant else row.field


def _is_it(job: Job, remote: Remote) -> bool:
    """Tell whether a product of the store is the one that the run wrote, and is Odoo's same one."""
    return job.medusa_id in (None, remote["id"]) and remote["external_id"] == job.external_id


def _turn(row: Difference) -> Difference:
    """Return what a write that brings something back changes."""
    return Difference(row.field, row.variant, row.odoo, row.store)
