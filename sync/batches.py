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

# An outcome and the element of the batch that is sent for it.
Item = tuple[Outcome, dict[str, Any]]
# The same, encoded: an element is encoded once, however often its call is split.
Encoded = tuple[Outcome, bytes]
# An outcome and what the store answered, None where it refused.
Answer = tuple[Outcome, dict[str, Any] | None]


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
    ):
        self.api = api
        self.operation = operation
        self.fields = fields
        self.check_alive = check_alive
        self.is_late = is_late
        self.clock = clock
        self.max_count = max_count
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
        encoded = [(outcome, self._encode(body)) for outcome, body in items]
        for batch in pack(encoded, max_count=self.max_count, max_bytes=BATCH_BODY_LIMIT):
            yield from self._send(batch)

    def _encode(self, body: dict[str, Any]) -> bytes:
        return encode(body)

    def _send(self, batch: list[Encoded]) -> Iterator[Answer]:
        started = self.clock()
        rows: list[dict[str, Any]] = []
        parts: list[list[Encoded]] | None = None
        try:
            rows = self.api.batch(self.operation, [body for _o, body in batch], self.fields)
        except MedusaError as error:
            parts = self._handle_error(batch, error)
        finally:
            share = (self.clock() - started) / len(batch)
            for outcome, _body in batch:
                outcome.seconds += share
        if parts is None:
            yield from self._match(batch, rows)
        elif not parts:
            yield from ((outcome, None) for outcome, _body in batch)
        for part in parts or []:
            yield from self._send(part)

    def _match(self, batch: list[Encoded], rows: list[dict[str, Any]]) -> list[Answer]:
        by_key = {row.get(self.key): row for row in rows}
        answers = []
        for outcome, _body in batch:
            row = by_key.get(self.bodies[id(outcome)][self.key])
            if not row:
                outcome.error = MedusaResponseError("The answer leaves this product out.")
            answers.append((outcome, row))
        return answers

    def _handle_error(self, batch: list[Encoded], error: MedusaError) -> list[list[Encoded]]:
        """Return the parts to send again, none where the error is the outcome."""
        raise_if_store_wide(error)
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
        """Part the culprit from the rest where the error names a value, else halve."""
        if isinstance(error, MedusaConflictError) and error.field and error.value:
            named = [item for item in batch if self._holds(item[0], error.field, error.value)]
            if named:
                # Of two that want the same SKU the first one gets it.
                culprit = named[-1]
                return [[item for item in batch if item is not culprit], [culprit]]
        middle = len(batch) // 2
        return [batch[:middle], batch[middle:]]

    def _holds(self, outcome: Outcome, field: str, value: str) -> bool:
        body = self.bodies[id(outcome)]
        rows = [body] if field == "handle" else body.get("variants") or []
        return any(str(row.get(field)) == value for row in rows)
