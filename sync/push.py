"""Push a chunk of products: read once, compare, then one kind of write after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.inventory import InventoryApi
from ..medusa.variants import VariantApi
from .answer_fields import get_answer_fields
from .assignments import list_assignments
from .batches import Item
from .changed import Note
from .difference import Difference
from .differences import describe_update, get_compared_fields, list_creation, sum_up_creation
from .failures import ConflictError, StoreError, is_store_wide, raise_if_store_wide
from .identity import Databases, Remote
from .items import ItemMender, adopt_orphans, get_item_ids, is_orphan_in_the_way
from .job import Job
from .leftovers import Leftovers
from .matching import match_product
from .own_calls import OwnCalls, needs_own_calls
from .plan import READ_FIELDS, UpdatePlan, plan_update, prepare_create
from .push_calls import PushCalls
from .result import ChunkResult, Outcome
from .taken import HANDLE, TakenValues, Wanted, read_wanted

# A product of the store, and what is to be written of it.
Planned = tuple[Outcome, Remote, UpdatePlan]


class ChunkPush(PushCalls):
    """Create and update the products of one chunk.

    :param is_late: tells that the time is up: jobs that need calls of their own become `deferred`
    :param keeps_changes: each outcome tells what its write changes of the product
    :param note: keeps that before it is sent, see `changed`
    :param lists_creations: of a product that is made, all that it has is told
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        is_late: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = lambda: 0.0,
        keeps_changes: bool = False,
        note: Note | None = None,
        lists_creations: bool = True,
    ):
        super().__init__(client, databases, clock, keeps_changes, note)
        self.lists_creations = lists_creations
        self.items = ItemMender(InventoryApi(client), VariantApi(client))
        self.own_calls = OwnCalls(client, self.items)
        self.taken = TakenValues(client)
        self.leftovers = Leftovers()
        self.is_late = is_late
        # A failure of the store after the products of a call were written: it is raised once all
        # of them are recorded.
        self._failing: StoreError | None = None

    def _carry_out(self, jobs: list[Job]) -> None:
        creates: list[Item] = []
        updates: list[tuple[Outcome, Remote]] = []
        for outcome, remote in self._locate(jobs, self._get_fields(jobs)):
            if remote:
                updates.append((outcome, remote))
            else:
                outcome.operation = "recreate" if outcome.job.medusa_id else "create"
                body = prepare_create(outcome.job, self._get_handle(outcome.job))
                if self.keeps_changes:
                    self._tell_changes(outcome, self._list_creation(outcome.job, body))
                creates.append((outcome, body))
        planned = self._plan_updates(updates)
        # All of the chunk at once, before its first write.
        self._note_changes()
        self._create([read_wanted(*item) for item in creates])
        self._update(planned)

    def _get_fields(self, jobs: Sequence[Job]) -> str:
        """Return what to read of the jobs' products, in the same request."""
        return get_compared_fields(*jobs) if self.keeps_changes and jobs else READ_FIELDS

    def _list_creation(self, job: Job, body: dict[str, Any]) -> list[Difference]:
        return list_creation(job, body) if self.lists_creations else sum_up_creation(job)

    def get_result(self) -> ChunkResult:
        """Return what came of all that was run, and what refused creations may have left."""
        return replace(super().get_result(), leftovers=self.leftovers)

    # === CREATE === #

    def _create(self, wanted: list[Wanted]) -> None:
        ready, found = self._sort_out(wanted, handles=False)
        for one in ready:
            adopt_orphans(one.new_items, found.orphans)
        taken: list[Outcome] = []
        blocked: list[Wanted] = []
        by_outcome = {id(one.outcome): one for one in ready}
        for outcome, row in self._run_creates(ready):
            if isinstance(outcome.error, MedusaConflictError) and outcome.error.field == HANDLE:
                taken.append(outcome)
            elif is_orphan_in_the_way(outcome.error):
                blocked.append(by_outcome[id(outcome)])
            else:
                self._complete(outcome, row)
        self._raise_failing()
        self._retry_taken_handles(taken)
        for one in blocked:
            self._retry_with_orphans(one)

    def _run_creates(self, wanted: Sequence[Wanted]) -> Iterable[tuple[Outcome, Remote | None]]:
        if not wanted:
            return ()
        fields = get_answer_fields([(one.outcome.job, None) for one in wanted])
        call = self._make_call("create", fields, wanted, self.leftovers.note)
        return call.run([(one.outcome, one.body) for one in wanted])

    def _retry_taken_handles(self, outcomes: list[Outcome]) -> None:
        """Adopt the products that hold the handles if they are those that we want to create.

        That is how an answer that was lost, or a creation that hung in the store until now, is
        kept from making a second product: the handle is unique there, external_id is not.
        """
        fields = self._get_fields([outcome.job for outcome in outcomes])
        rows = self._find([outcome.job.external_id for outcome in outcomes], fields)
        updates = []
        for outcome in outcomes:
            job = outcome.job
            try:
                remote = match_product(job, {}, rows.get(job.external_id, []), self.databases)
            except ConflictError as error:
                self._finish(outcome, error)
                continue
            if remote:
                outcome.error = None
                updates.append((outcome, remote))
            else:
                self._finish(outcome, outcome.error)
        planned = self._plan_updates(updates)
        self._note_changes()
        self._update(planned)

    def _retry_with_orphans(self, one: Wanted) -> None:
        """Create a product once more, on inventory items that appeared after they were asked for.

        They keep its SKUs occupied, and no variant has them.
        """
        found = self._ask([one], handles=False)
        if not adopt_orphans(one.new_items, found.orphans):
            self._finish(one.outcome, one.outcome.error)
            return
        one.outcome.error = None
        for outcome, row in self._run_creates([one]):
            self._complete(outcome, row)
        self._raise_failing()

    # === UPDATE === #

    def _plan_updates(self, found: list[tuple[Outcome, Remote]]) -> list[Planned]:
        """Return what is to be written of products that are there; nothing is sent."""
        planned = []
        for outcome, remote in found:
            started = self.clock()
            try:
                plan = plan_update(outcome.job, remote)
            except ConflictError as error:
                self._finish(outcome, error)
                continue
            finally:
                outcome.seconds += self.clock() - started
            if self.keeps_changes:
                operation = self._get_operation(outcome.job, remote, plan)
                changes, begun = describe_update(outcome.job, remote, plan)
                changes += list_assignments(outcome.job, remote, plan)
                self._tell_changes(outcome, changes, operation, begun)
            planned.append((outcome, remote, plan))
        return planned

    def _update(self, planned: list[Planned]) -> None:
        wanted: list[Wanted] = []
        plans: dict[int, tuple[UpdatePlan, Remote]] = {}
        for outcome, remote, plan in planned:
            prepared = self._prepare_update(outcome, remote, plan)
            if prepared is None:
                continue
            plan, remote = prepared
            outcome.variant_ids = plan.variant_ids
            outcome.item_ids = {key: get_item_ids(row) for key, row in plan.variants.items()}
            outcome.status = remote.get("status")
            outcome.handle = remote.get("handle")
            outcome.medusa_id = remote["id"]
            outcome.operation = self._get_operation(outcome.job, remote, plan)
            if plan.body:
                wanted.append(read_wanted(outcome, plan.body, remote))
                plans[id(outcome)] = (plan, remote)
            else:
                self._complete(outcome, remote)
        # A product that is there already changes its handle only where Odoo owns it.
        ready, answer = self._sort_out(wanted, handles=True)
        self._link_orphans(ready, answer.orphans)
        self._send_updates(ready, plans)

    def _link_orphans(self, wanted: Sequence[Wanted], orphans: dict[str, str]) -> None:
        try:
            self.items.link_orphans(wanted, orphans)
        except MedusaError as error:
            # Where it matters, the update is refused and tells which product it is.
            raise_if_store_wide(error)

    def _send_updates(
        self, wanted: Sequence[Wanted], plans: dict[int, tuple[UpdatePlan, Remote]]
    ) -> None:
        if not wanted:
            return
        fields = get_answer_fields([(one.outcome.job, plans[id(one.outcome)]) for one in wanted])
        call = self._make_call("update", fields, wanted)
        for outcome, row in call.run([(one.outcome, one.body) for one in wanted]):
            plan, _remote = plans[id(outcome)]
            self._complete(outcome, row, plan)
        self._raise_failing()

    def _complete(
        self, outcome: Outcome, row: Remote | None, plan: UpdatePlan | None = None
    ) -> None:
        """Do what can only be done once the product is written, then keep what came of it.

        Where the store fails meanwhile, nothing is said of the products that are left: a later
        run finds them in the store and goes on.

        :param row: the store's answer, None if there is none
        """
        if self._failing:
            return
        error = outcome.error
        if row and not error:
            self._keep_answer(outcome, row)
            if plan and self.is_late() and self.items.takes_long(outcome):
                # The next call finds it written, and makes its items.
                self.deferred.append(outcome.job)
                return
            try:
                self.own_calls.follow_up(outcome, row, plan)
            except MedusaError as failure:
                if is_store_wide(failure):
                    self._failing = StoreError(failure)
                    return
                error = failure
        # Said after all else was done.
        self._finish(outcome, error or next(iter(outcome.held.values()), None))

    def _raise_failing(self) -> None:
        """:raise StoreError: if the store failed after the last call."""
        if self._failing:
            raise self._failing

    @staticmethod
    def _get_operation(job: Job, remote: Remote, plan: UpdatePlan) -> str:
        is_known = job.is_met(remote["id"])
        return ("update" if plan.body else "unchanged") if is_known else "adopt"

    def _prepare_update(
        self, outcome: Outcome, remote: Remote, plan: UpdatePlan
    ) -> tuple[UpdatePlan, dict[str, Any]] | None:
        """Do what must be done product by product before the batch.

        :return: (what is left, the product as it is in the store by then), None if nothing is
        """
        started = self.clock()
        try:
            if needs_own_calls(plan):
                if self.is_late():
                    self.deferred.append(outcome.job)
                    return None
                outcome.is_begun, outcome.released = True, _find_released(plan)
                return self.own_calls.carry_out_first(outcome, remote["id"], plan)
        except (MedusaError, ConflictError) as error:
            raise_if_store_wide(error)
            self._finish(outcome, error)
            return None
        finally:
            outcome.seconds += self.clock() - started
        return plan, remote


def _find_released(plan: UpdatePlan) -> frozenset[tuple[str, str]]:
    """Return (external_id of a variant, field) of what is freed for another variant."""
    keys = {medusa_id: key for key, medusa_id in plan.variant_ids.items()}
    rows = (plan.release or {}).get("variants") or ()
    return frozenset(
        (keys[row["id"]], name) for row in rows if row["id"] in keys for name in row if name != "id"
    )
