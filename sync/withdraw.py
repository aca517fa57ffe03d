"""Take products out of the shop that left Odoo's selection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.packing import encode
from .batches import Answer, BatchCall, Encoded, Item
from .changed import Note
from .chunk import Chunk
from .difference import Difference
from .identity import Databases, Remote
from .job import Job

_FIELDS = "id,external_id,handle,status,metadata,images.url"


class DeleteCall(BatchCall):
    """Delete many products; the store answers with the ids alone."""

    def _encode(self, body: dict[str, Any]) -> bytes:
        return encode(body["id"])

    def _match(self, batch: list[Encoded], rows: list[Any]) -> list[Answer]:
        return super()._match(batch, [{"id": key} for key in rows])


class ChunkWithdraw(Chunk):
    """Set a chunk's products to draft, or delete them.

    One that is not in the store any more, or a draft already, needs no write. What another Odoo
    database made there is none of ours, whoever has to decide about it.

    :param policy: ``draft`` or ``delete``
    """

    makes = False

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        policy: str,
        clock: Callable[[], float] = lambda: 0.0,
        keeps_changes: bool = False,
        note: Note | None = None,
    ):
        super().__init__(client, databases, clock, keeps_changes, note)
        self.policy = policy

    def _carry_out(self, jobs: list[Job]) -> None:
        items: list[Item] = []
        for outcome, remote in self._locate(jobs, _FIELDS):
            outcome.operation = self.policy
            if not remote:
                outcome.operation = "gone"
                self._finish(outcome)
                continue
            outcome.medusa_id = remote["id"]
            outcome.status = remote.get("status")
            outcome.handle = remote.get("handle")
            outcome.image_urls = [image["url"] for image in remote.get("images") or []]
            if self.policy == "draft" and remote.get("status") == "draft":
                self._finish(outcome)
            else:
                outcome.former_status = remote.get("status")
                if self.keeps_changes:
                    self._tell_changes(outcome, [self._get_change(outcome.job, remote)])
                items.append((outcome, self._prepare(remote["id"])))
        self._note_changes()
        self._send(items)

    def _get_change(self, job: Job, remote: Remote) -> Difference:
        if self.policy == "draft":
            return Difference("status", None, remote.get("status"), "draft")
        return Difference("product", None, job.payload["product"]["title"], None)

    def _prepare(self, product_id: str) -> dict[str, Any]:
        body: dict[str, Any] = {"id": product_id}
        if self.policy == "draft":
            body["status"] = "draft"
        return body

    def _send(self, items: list[Item]) -> None:
        if self.policy == "draft":
            kind, operation, fields = BatchCall, "update", "id,external_id,status"
        else:
            kind, operation, fields = DeleteCall, "delete", "id"
        call = kind(self.products, operation, fields, self._check_alive, clock=self.clock)
        for outcome, row in call.run(items):
            self._finish(outcome, outcome.error, row)
