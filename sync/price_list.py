"""Price lists of a store: found by their mark, created, changed, deleted, with their prices.

Titles aren't unique in Medusa and a creation is no upsert: after a lost answer only the mark tells
that a list is there, and only a reading which prices it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaValidationError
from ..medusa.pricing import PricingApi
from .changed import Changed, Note
from .difference import Difference, compare_rows
from .digest import digest, is_same
from .failures import ConflictError
from .identity import Databases, Remote, carries_our_mark, get_external_id, is_contested, tell_owner
from .list_prices import drop_limit, prepare_limits

# Prices per call: a call of these is far below the body's limit of 2 MB.
PRICES_PER_CALL = 1000
# Deleting is slow, and the whole server waits (docs/medusa-api.md#deleting-price-lists-is-slow).
DELETES_PER_CALL = 100

# "No price set exist for variants: variant_1, variant_2"
# (core-flows, validate-variant-price-links)
_UNKNOWN_VARIANTS = re.compile(r"No price set exist for variants: (.+)")


@dataclass
class ListJob:
    """A price list's own fields.

    :param external_id: the pricelist's id, as a string
    :param header: what Odoo wants; None where the store must not have the list
    :param medusa_id: the list in the store, as it was last seen there
    :param header_hash: fingerprint of the header that was pushed last
    :param may_exist: a first push had no answer: the list may be there without our knowing
    :param left: names of fields that a person left to Medusa
    """

    external_id: str
    header: dict[str, Any] | None
    medusa_id: str | None = None
    header_hash: str | None = None
    may_exist: bool = False
    left: frozenset[str] = frozenset()

    @property
    def changes(self) -> dict[str, Any]:
        """What is sent of the header to a list that is there."""
        return {name: value for name, value in (self.header or {}).items() if name not in self.left}

    @property
    def is_known(self) -> bool:
        """Whether the store has the list so already."""
        return bool(self.medusa_id) and is_same(self.header, self.header_hash)


@dataclass
class ListOutcome:
    """What became of a list.

    :param operation: create, update, delete or unchanged; removing where further prices are left
    :param medusa_id: the list in the store now
    :param is_lost: it was not in the store any more, and its prices neither
    :param needs_reading: whether it holds prices that nobody here knows; None: as before
    :param changes: what was written of it, where the engine is asked to keep that
    :param note: under which that was kept before, see `changed`
    """

    operation: str = "unchanged"
    medusa_id: str | None = None
    header_hash: str | None = None
    is_lost: bool = False
    needs_reading: bool | None = None
    changes: list[Difference] = field(default_factory=list)
    note: int | None = None


@dataclass
class PriceChanges:
    """What a part of a list's prices needs: each kind goes in calls of its own.

    What a mixed batch does when it fails is known of products: data get lost
    (docs/medusa-api.md#mixed-batches-lose-data).
    """

    deletes: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    creates: list[dict[str, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.deletes or self.updates or self.creates)

    @property
    def overwrites(self) -> bool:
        """Whether something is written over that the list has."""
        return bool(self.deletes or self.updates)


@dataclass
class PricesSent:
    """What one call did.

    :param operation: create, update or delete; limit where just created prices got their end
    :param rows: the store's prices, see `PricingApi.iter_prices`
    :param ids: of the deleted prices
    :param unknown: variants that the store doesn't know: their prices were left out
    """

    operation: str
    rows: list[Remote] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)


class PriceListPush:
    """Push price lists and their prices.

    :param databases: whose marks are ours
    :param keeps_changes: an outcome tells what is written of a list
    :param note: keeps that before, see `changed`
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        keeps_changes: bool = False,
        note: Note | None = None,
    ) -> None:
        self.api = PricingApi(client)
        self.databases = databases
        self.keeps_changes = keeps_changes
        self.note = note

    # === THE LIST === #

    def push_header(self, job: ListJob) -> ListOutcome:
        """Find, create, change or delete the store's price list.

        :raise ConflictError: if several price lists of the store claim the pricelist
        :raise MedusaError: of the client
        """
        if job.header is None:
            return self._remove(job)
        outcome = ListOutcome(medusa_id=job.medusa_id, header_hash=digest(job.header))
        present = None
        if job.medusa_id:
            present = self.api.find_price_list(job.medusa_id, self.keeps_changes)
            if present is None:
                # Deleted in Medusa: its prices went with it.
                outcome.medusa_id, outcome.is_lost = None, True
        if not outcome.medusa_id:
            self._find_or_create(job, outcome)
        elif not is_same(job.header, job.header_hash):
            outcome.operation = "update"
            if self.keeps_changes:
                self._foresee(outcome, job, compare_rows(job.changes, normalize(present or {})))
            self.api.update_price_list(outcome.medusa_id, job.changes)
        return outcome

    def _foresee(self, outcome: ListOutcome, job: ListJob, changes: list[Difference]) -> None:
        """Keep what is about to be written of a list."""
        outcome.changes = changes
        if self.note and changes:
            name = (job.header or {}).get("title")
            known = outcome.medusa_id, outcome.operation
            changed = Changed("price_list", None, name, *known, changes)
            self.note([changed])
            outcome.note = changed.note

    def _find_or_create(self, job: ListJob, outcome: ListOutcome) -> None:
        rows = self.api.list_price_lists()
        found = self._find(job, rows)
        if len(found) > 1:
            raise ConflictError("candidates", found)
        contested = [
            tell_owner(row)
            for row in rows
            if get_external_id(row) == job.external_id and is_contested(row, self.databases)
        ]
        if contested and not found:
            raise ConflictError("foreign", contested)
        if found:
            outcome.medusa_id, outcome.needs_reading = found[0], True
            outcome.operation = "update"
            if self.keeps_changes:
                present = self.api.find_price_list(found[0], is_whole=True)
                self._foresee(outcome, job, compare_rows(job.changes, normalize(present or {})))
            self.api.update_price_list(found[0], job.changes)
            return
        outcome.medusa_id = self.api.create_price_list(job.header or {})
        outcome.needs_reading = False
        outcome.operation = "create"
        outcome.changes = compare_rows(job.header or {}, {})

    def _find(self, job: ListJob, rows: list[Remote]) -> list[str]:
        """Return the ids of the store's price lists that carry our mark."""
        return [row["id"] for row in rows if carries_our_mark(row, self.databases, job.external_id)]

    def _remove(self, job: ListJob) -> ListOutcome:
        known = [job.medusa_id] if job.medusa_id else []
        if not known and job.may_exist:
            known = self._find(job, self.api.list_price_lists())
        # Each list loses a part: none waits for the other.
        if any([self._has_prices_left(list_id) for list_id in known]):
            return ListOutcome("removing", medusa_id=job.medusa_id)
        for list_id in known:
            self.api.delete_price_list(list_id)
        outcome = ListOutcome("delete" if known else "unchanged", is_lost=True)
        outcome.medusa_id = next(iter(known), None)
        outcome.changes = [Difference("price_list", None, list_id, None) for list_id in known]
        return outcome

    def _has_prices_left(self, list_id: str) -> bool:
        """Take the list out of the shop, then delete a part of its prices."""
        if self.api.hide_price_list(list_id):
            ids = [row["id"] for row in self.api.read_some_prices(list_id, DELETES_PER_CALL)]
            if ids:
                self.api.batch_prices(list_id, "delete", ids)
            return len(ids) == DELETES_PER_CALL
        return False

    # === ITS PRICES === #

    def read_prices(self, list_id: str) -> list[Remote]:
        """Return all prices of a list, see `PricingApi.iter_prices`."""
        return [row for page in self.api.iter_prices(list_id) for row in page]

    def push_prices(self, list_id: str, changes: PriceChanges) -> Iterator[PricesSent]:
        """Send the changes; yield what each call did, as soon as it is over.

        Medusa deletes whatever price has an id, of any list: pass only ids of this very list.

        :raise MedusaError: of the client
        """
        for ids in _cut(changes.deletes, DELETES_PER_CALL):
            self.api.batch_prices(list_id, "delete", ids)
            yield PricesSent("delete", ids=list(ids))
        for items in _cut(changes.updates):
            yield self._send(list_id, "update", items)
        for items in _cut(changes.creates):
            sent = self._send(list_id, "create", [drop_limit(item) for item in items])
            yield sent
            limits = prepare_limits(items, sent.rows)
            if limits:
                yield replace(self._send(list_id, "update", limits), operation="limit")

    def _send(self, list_id: str, operation: str, items: Sequence[dict[str, Any]]) -> PricesSent:
        """Send a batch; without the variants that the store doesn't know, if it names any."""
        try:
            return PricesSent(operation, self.api.batch_prices(list_id, operation, items))
        except MedusaValidationError as error:
            named = _UNKNOWN_VARIANTS.search(error.message)
            if not named:
                raise
            unknown = set(named[1].split(", "))
        known = [item for item in items if item["variant_id"] not in unknown]
        rows = self.api.batch_prices(list_id, operation, known) if known else []
        return PricesSent(operation, rows, unknown=unknown)


def send_prices(
    client: MedusaClient, databases: Databases, list_id: str, changes: PriceChanges
) -> tuple[list[PricesSent], Exception | None]:
    """Return what was sent of some changes, and why the rest wasn't.

    :param databases: whose marks are ours
    """
    sent: list[PricesSent] = []
    try:
        # One by one: what went through before an error is to be known.
        for each in PriceListPush(client, databases).push_prices(list_id, changes):
            sent.append(each)  # noqa: PERF402
    except Exception as error:  # noqa: BLE001 whatever it is, it fails this list alone
        return sent, error
    return sent, None


def normalize(row: Remote) -> Remote:
    """Return a price list as it is sent: times in whole seconds, its rules by their attribute."""
    times = {
        name: re.sub(r"\.\d+Z$", "Z", row[name])
        for name in ("starts_at", "ends_at")
        if row.get(name)
    }
    rules = {rule["attribute"]: rule["value"] for rule in row.get("price_list_rules") or []}
    return {**row, **times, "rules": rules}


def _cut(items: Sequence[Any], count: int = PRICES_PER_CALL) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), count):
        yield items[start : start + count]
