"""Batch calls in which one bad product doesn't take the others along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..medusa.exceptions import (
    MedusaConflictError,
    MedusaError,
    MedusaResponseError,
    MedusaServerError,
)
from ..medusa.packing import BATCH_BODY_LIMIT, encode, pack
from ..medusa.products import ProductApi
from .failures import raise_if_store_wide
from .result import Outcome

# Variants of one call: a hundred take the store a second
# (docs/medusa-api.md#100-to-250-a-call).
MAX_COST = 400
# An outcome and the element of the batch that is sent for it.
Item = tuple[Outcome, dict[str, Any]]
# The same, encoded: an element is encoded once, however often its call is split.
Encoded = tuple[Outcome, bytes]
FindRefused = Callable[[list[Outcome]], dict[int, MedusaConflictError]]
NoteRefused = Callable[[list[dict[str, Any]], MedusaError, float], None]
# An outcome and what the store answered, None where it refused.
Answer = tuple[Outcome, dict[str, Any] | None]


def _group_by_cost(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Group items, in their order, so that a call takes the store no more than some seconds.

    A product that is dearer than that by itself stands alone.
    """
    group: list[Item] = []
    cost = 0
    for item in items:
        more = _get_cost(item[1])
        if group and cost + more > MAX_COST:
            yield group
            group, cost = [], 0
        group.append(item)
        cost += more
    if group:
        yield group


def _get_cost(body: dict[str, Any]) -> int:
    """Return what a product costs the store: its variants, or ten prices of them."""
    variants = body.get("variants") or []
    prices = sum(len(row.get("prices") or []) for row in variants)
    return max(len(variants), prices // 10, 1)


class BatchCall:
    """One operation on many products: as few calls as possible, split where one is refused.

    :param api: the store's products
    :param operation: ``create`` or ``update``. Never both in one call: when a mixed one fails,
        Medusa loses prices, tags, categories and images
        (docs/medusa-api.md#mixed-batches-lose-data).
    :param fields: what the answer tells of each product
    :param check_alive: called before a call is split because of a 5xx; raises StoreError
    :param clock: tells seconds, for what is kept of a call's duration
    :param is_late: tells that the time is up: a 5xx is not looked into any further
    :param find_refused: tells, at the first value that is named as taken, for which outcomes the
        store would refuse one, {id of the outcome: why}
    :param note_refused: gets the bodies of each call that was refused, the error and the seconds
    """

    def __init__(
        self,
        api: ProductApi,
        operation: str,
        fields: str,
        check_alive: Callable[[], None],
        is_late: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = lambda: 0.0,
        max_count: int = 200,
        find_refused: FindRefused | None = None,
        note_refused: NoteRefused | None = None,
    ):
        self.api = api
        self.operation = operation
        self.fields = fields
        self.check_alive = check_alive
        self.is_late = is_late
        self.clock = clock
        self.max_count = max_count
        self.find_refused = find_refused
        self.note_refused = note_refused
        # Elements are told apart by what their answer shows: order means nothing
        # (docs/medusa-api.md#answers-are-in-no-order).
        self.key = "external_id" if operation == "create" else "id"

    def run(self, items: Sequence[Item]) -> Iterator[Answer]:
        """Send the items; yield each outcome with the store's answer, or with its `error` set.

        It is given as soon as its call is over, so that none is lost when a later call finds the
        store in trouble.

        :raise StoreError: if the store refuses everything or can't be reached; what was not sent
            by then has neither an answer nor an error.
        """
        self.bodies = {id(outcome): body for outcome, body in items}
        for group in _group_by_cost(items):
            encoded = [(outcome, self._encode(body)) for outcome, body in group]
            for batch in pack(encoded, max_count=self.max_count, max_bytes=BATCH_BODY_LIMIT):
                yield from self._send(batch)

    def _encode(self, body: dict[str, Any]) -> bytes:
        return encode(body)

    def _send(self, batch: list[Encoded]) -> Iterator[Answer]:
        started = self.clock()
        rows: list[dict[str, Any]] = []
        refusal: MedusaError | None = None
        try:
            rows = self.api.batch(self.operation, [body for _o, body in batch], self.fields)
        except MedusaError as error:
            refusal = error
        seconds = self.clock() - started
        for outcome, _body in batch:
            outcome.seconds += seconds / len(batch)
            outcome.is_unsure = refusal is not None and refusal.outcome_unknown
            outcome.is_sent = refusal is None or outcome.is_unsure
        if refusal is None:
            yield from self._match(batch, rows)
            return
        raise_if_store_wide(refusal)
        if self.note_refused:
            self.note_refused([self.bodies[id(outcome)] for outcome, _b in batch], refusal, seconds)
        parts = self._handle_error(batch, refusal)
        yield from ((outcome, None) for outcome, _body in batch if outcome.error)
        for part in parts:
            yield from self._send(part)

    def _match(self, batch: list[Encoded], rows: list[dict[str, Any]]) -> list[Answer]:
        by_key = {row.get(self.key): row for row in rows}
        answers = []
        for outcome, _body in batch:
            row = by_key.get(self.bodies[id(outcome)][self.key])
            if not row:
                outcome.error = MedusaResponseError("The answer leaves this product out.")
                outcome.is_unsure = True
            answers.append((outcome, row))
        return answers

    def _handle_error(self, batch: list[Encoded], error: MedusaError) -> list[list[Encoded]]:
        """Return the parts to send again; the others of the batch get their error."""
        is_server_error = isinstance(error, MedusaServerError)
        # Nobody knows what became of it: sending it again is for a later run, which reads first.
        # And a store that takes seconds for each of its errors would use up the worker's time.
        is_over = error.outcome_unknown or (is_server_error and self.is_late())
        if len(batch) == 1 or is_over:
            for outcome, _body in batch:
                outcome.error = error
            return []
        if is_server_error:
            self.check_alive()
        return self._split(batch, error)

    def _split(self, batch: list[Encoded], error: MedusaError) -> list[list[Encoded]]:
        """Part from the rest whoever wants a value that is taken; else halve."""
        if not isinstance(error, MedusaConflictError) or not error.field or not error.value:
            return _halve(batch)
        asks, self.find_refused = self.find_refused, None
        # At once for all of them: a call each would cost as much as the whole batch.
        refused = asks([outcome for outcome, _body in batch]) if asks else {}
        named = [outcome for outcome, _b in batch if self._holds(outcome, error.field, error.value)]
        if named and not any(id(outcome) in refused for outcome in named):
            # Of two that want the same SKU the first one gets it.
            refused[id(named[-1])] = error
        for outcome, _body in batch:
            outcome.error = refused.get(id(outcome))
        rest = [item for item in batch if not item[0].error]
        # What the store didn't tell when it was asked is looked for in ever smaller calls.
        is_clear = bool(asks and refused)
        return [rest] if rest and is_clear else _halve(rest)

    def _holds(self, outcome: Outcome, field: str, value: str) -> bool:
        body = self.bodies[id(outcome)]
        rows = [body] if field == "handle" else body.get("variants") or []
        return any(str(row.get(field)) == value for row in rows)


def _halve(batch: list[Encoded]) -> list[list[Encoded]]:
    middle = len(batch) // 2
    return [part for part in (batch[:middle], batch[middle:]) if part]
