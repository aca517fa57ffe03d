"""Bring categories, tags, types and collections into a store and keep them there.

There are few of them, and the store takes them one by one: its list of a kind is read once, then
only what differs is written, parents before their children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaNotFoundError, MedusaValidationError
from ..medusa.terms import KINDS, TermApi
from .digest import digest, is_same
from .failures import ConflictError, raise_if_store_wide
from .identity import Remote, carries_our_mark, get_model

# (model of Odoo, external_id)
Key = tuple[str, str]


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


@dataclass
class TermOutcome:
    """What became of one term that differed.

    :param is_created: it was not in the store before
    :param payload_hash: fingerprint of what was sent
    """

    job: TermJob
    medusa_id: str | None = None
    is_created: bool = False
    payload_hash: str | None = None
    error: Exception | None = None


class TermPush:
    """Make and change terms.

    :param databases: the uuids under which this Odoo database pushed
    """

    def __init__(self, client: MedusaClient, databases: frozenset[str]) -> None:
        self.client = client
        self.databases = databases
        self._remote: dict[str, list[Remote]] = {}
        self._ids: dict[Key, str | None] = {}

    def run(self, jobs: Iterable[TermJob]) -> Iterator[TermOutcome]:
        """Yield an outcome for each term that differs, as soon as it is decided.

        :param jobs: parents before their children
        :raise StoreError: if the store as a whole fails
        :raise MedusaError: if the store's list of a kind can't be read
        """
        for job in jobs:
            self._ids[job.key] = job.medusa_id
            values = self._add_parent(job)
            if job.medusa_id and is_same(values, job.payload_hash):
                continue
            outcome = TermOutcome(job, job.medusa_id, payload_hash=digest(values))
            remote = self._list(job.kind)
            try:
                self._write(outcome, values, remote)
            except (MedusaError, ConflictError) as error:
                raise_if_store_wide(error)
                outcome.error = error
            self._ids[job.key] = outcome.medusa_id
            yield outcome

    def list_ids(self, kind: str) -> set[str]:
        """Return the ids of the store's terms of a kind."""
        return {row["id"] for row in self._list(kind)}

    def delete(self, kind: str, medusa_id: str) -> bool:
        """Delete a term; return whether it is gone: a category with children is refused."""
        try:
            TermApi(self.client, kind).delete(medusa_id)
        except MedusaValidationError:
            return False
        return True

    def _add_parent(self, job: TermJob) -> dict[str, Any]:
        if job.kind != "category":
            return job.values
        parent_id = self._ids.get(job.parent) if job.parent else None
        return {**job.values, "parent_category_id": parent_id}

    def _list(self, kind: str) -> list[Remote]:
        if kind not in self._remote:
            self._remote[kind] = TermApi(self.client, kind).list_all()
        return self._remote[kind]

    def _write(self, outcome: TermOutcome, values: dict[str, Any], remote: list[Remote]) -> None:
        """Find the term in the store and change it, or create it.

        :raise ConflictError: if several terms of the store claim the record
        """
        job = outcome.job
        api = TermApi(self.client, job.kind)
        if outcome.medusa_id not in {row["id"] for row in remote}:
            outcome.medusa_id = None
            outcome.medusa_id = self._find(job, remote)
        if outcome.medusa_id:
            try:
                # The handle is the marketer's once the term exists, like a product's.
                api.update(outcome.medusa_id, {k: v for k, v in values.items() if k != "handle"})
                return
            except MedusaNotFoundError:
                outcome.medusa_id = None
        outcome.medusa_id = api.create(values)
        outcome.is_created = True

    def _find(self, job: TermJob, remote: list[Remote]) -> str | None:
        """Return the id of the store's term that is ours, or has the same unique value."""
        ours = [
            row["id"]
            for row in remote
            if row.get("external_id") == job.values["external_id"]
            and carries_our_mark(row, self.databases, job.values["external_id"])
            and get_model(row) == job.key[0]
        ]
        if len(ours) > 1:
            raise ConflictError("candidates", ours)
        if ours:
            return ours[0]
        if KINDS[job.kind].label != "value":
            return None
        # Unique in the store: a marketer's own tag of this name is the same tag.
        value = job.values["value"]
        return next((row["id"] for row in remote if row["value"] == value), None)
