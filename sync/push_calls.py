"""The calls of a push, and what is asked before and after them: values that are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..medusa.exceptions import MedusaConflictError, MedusaError
from .batches import BatchCall, NoteRefused
from .chunk import Chunk
from .failures import raise_if_store_wide
from .result import Outcome
from .taken import Found, TakenValues, Wanted, find_refused


class PushCalls(Chunk):
    """Makes the calls of a chunk's push."""

    taken: TakenValues
    is_late: Callable[[], bool]

    def _make_call(
        self,
        operation: str,
        fields: str,
        wanted: Sequence[Wanted] = (),
        note_refused: NoteRefused | None = None,
    ) -> BatchCall:
        """Return a call for products.

        :param wanted: what they take; without it, a refusal is not asked after
        """
        by_outcome = {id(one.outcome): one for one in wanted}

        def ask(outcomes: Iterable[Outcome]) -> dict[int, MedusaConflictError]:
            mine = [by_outcome[id(outcome)] for outcome in outcomes]
            return find_refused(mine, self._ask(mine, handles=True))

        return BatchCall(
            self.products,
            operation,
            fields,
            self._check_alive,
            self.is_late,
            self.clock,
            find_refused=ask if wanted else None,
            note_refused=note_refused,
        )

    # === VALUES THAT ARE TAKEN === #

    def _ask(self, wanted: Sequence[Wanted], handles: bool) -> Found:
        try:
            return self.taken.ask(wanted, handles)
        except MedusaError as error:
            # Where it matters the write is refused, and tells which product it is.
            raise_if_store_wide(error)
            return Found()

    def _sort_out(self, wanted: Sequence[Wanted], handles: bool) -> tuple[list[Wanted], Found]:
        """Return the products that can be written; the others have failed."""
        found = self._ask(wanted, handles)
        refused = find_refused(wanted, found)
        for one in wanted:
            if id(one.outcome) in refused:
                self._finish(one.outcome, refused[id(one.outcome)])
        return [one for one in wanted if id(one.outcome) not in refused], found
