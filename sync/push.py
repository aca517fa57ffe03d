"""Push a chunk of products: read once, compare, then one kind of write after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.inventory import InventoryApi
from ..medusa.options import OptionApi
from ..medusa.packing import encode
from ..medusa.variants import VariantApi
from .batches import BatchCall, Item
from .chunk import Chunk
from .items import ItemMender, get_item_ids, is_orphan_in_the_way
from .job import ConflictError, Job, Outcome, StoreError, is_store_wide
from .matching import Remote, match_product
from .plan import ANSWER_FIELDS, READ_FIELDS, UpdatePlan, plan_update, prepare_create


class ChunkPush(Chunk):
    """Create and update the products of one chunk.

    :param is_late: tells that the time is up: jobs that need calls of their own are left, they
        appear in `deferred`
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: frozenset[str],
        is_late: Callable[[], bool] = lambda: False,
    ):
        super().__init__(client, databases)
        self.variants = VariantApi(client)
        self.options = OptionApi(client)
        self.items = ItemMender(InventoryApi(client), self.variants)
        self.is_late = is_late
        self.deferred: list[Job] = []

    def _carry_out(self, jobs: list[Job]) -> None:
        creates: list[Item] = []
        updates: list[tuple[Outcome, Remote]] = []
        for outcome, remote in self._locate(jobs, READ_FIELDS):
            if remote:
                updates.append((outcome, remote))
            else:
                outcome.operation = "recreate" if outcome.job.medusa_id else "create"
                creates.append((outcome, prepare_create(outcome.job)))
        self._create(creates)
        self._update(updates)

    # === CREATE === #

    def _create(self, items: list[Item]) -> None:
        if not items:
            return
        call = BatchCall(
            self.products, "create", ANSWER_FIELDS, self._check_alive, self.is_late
        )
        taken: list[Outcome] = []
        blocked: list[Outcome] = []
        for outcome, row in call.run(items):
            if isinstance(outcome.error, MedusaConflictError) and outcome.error.field == "handle":
                taken.append(outcome)
            elif is_orphan_in_the_way(outcome.error):
                blocked.append(outcome)
            else:
                self._finish(outcome, outcome.error, row)
        bodies = {id(outcome): body for outcome, body in items}
        for outcome in taken:
            self._retry_taken_handle(outcome)
        for outcome in blocked:
            self._retry_with_orphans(outcome, bodies[id(outcome)])

    def _retry_taken_handle(self, outcome: Outcome) -> None:
        """Adopt the product that holds the handle if it is the one we want to create.

        That is how an answer that was lost, or a creation that hung in the store until now, is
        kept from making a second product: the handle is unique there, external_id is not.
        """
        job = outcome.job
        found = self._find([job.external_id], READ_FIELDS).get(job.external_id, [])
        try:
            remote = match_product(job, {}, found, self.databases)
        except ConflictError as error:
            self._finish(outcome, error)
            return
        if not remote:
            self._finish(outcome, outcome.error)
            return
        outcome.error = None
        self._update([(outcome, remote)])

    def _retry_with_orphans(self, outcome: Outcome, body: dict[str, Any]) -> None:
        """Create a product once more, on the inventory items that keep its SKUs occupied."""
        try:
            is_mended = self.items.adopt_orphans(body)
        except MedusaError as error:
            if is_store_wide(error):
                raise StoreError(error) from error
            is_mended = False
        if not is_mended:
            self._finish(outcome, outcome.error)
            return
        outcome.error = None
        call = BatchCall(self.products, "create", ANSWER_FIELDS, self._check_alive)
        for _outcome, row in call.run([(outcome, body)]):
            self._finish(outcome, outcome.error, row)

    # === UPDATE === #

    def _update(self, found: list[tuple[Outcome, Remote]]) -> None:
        items: list[Item] = []
        updates: list[tuple[Outcome, Remote, dict[str, Remote]]] = []
        cleanups: dict[int, dict[str, list[str]]] = {}
        for outcome, remote in found:
            plan = self._prepare_update(outcome, remote)
            if plan is None:
                continue
            outcome.variant_ids = plan.variant_ids
            outcome.item_ids = {key: get_item_ids(row) for key, row in plan.variants.items()}
            outcome.handle = remote.get("handle")
            outcome.status = remote.get("status")
            outcome.medusa_id = remote["id"]
            outcome.operation = self._get_operation(outcome, plan)
            if plan.body:
                items.append((outcome, plan.body))
                cleanups[id(outcome)] = plan.options.remove_values
                if "variants" in plan.body:
                    updates.append((outcome, remote, plan.variants))
            else:
                self._finish(outcome)
        self._link_orphans(updates)
        self._send_updates(items, cleanups)

    def _link_orphans(self, updates: list[tuple[Outcome, Remote, dict[str, Remote]]]) -> None:
        try:
            self.items.link_orphans(updates)
        except MedusaError as error:
            # Where it matters, the update is refused and tells which product it is.
            if is_store_wide(error):
                raise StoreError(error) from error

    def _send_updates(self, items: list[Item], cleanups: dict[int, dict[str, list[str]]]) -> None:
        if not items:
            return
        call = BatchCall(
            self.products, "update", ANSWER_FIELDS, self._check_alive, self.is_late
        )
        for outcome, row in call.run(items):
            error = outcome.error
            if row:
                error = self._remove_values(row["id"], cleanups[id(outcome)])
            self._finish(outcome, error, row)
            if row and not error:
                outcome.error = self._complete_items(outcome)

    @staticmethod
    def _get_operation(outcome: Outcome, plan: UpdatePlan) -> str:
        if outcome.job.medusa_id != outcome.medusa_id:
            return "adopt"
        return "update" if plan.body else "unchanged"

    def _prepare_update(self, outcome: Outcome, remote: Remote) -> UpdatePlan | None:
        """Do what must be done product by product before the batch; return what is left."""
        started = time.monotonic()
        try:
            plan = plan_update(outcome.job, remote)
            if self._needs_own_calls(plan):
                if self.is_late():
                    self.deferred.append(outcome.job)
                    return None
                plan = self._carry_out_first(outcome.job, remote["id"], plan)
        except (MedusaError, ConflictError) as error:
            if isinstance(error, MedusaError) and is_store_wide(error):
                raise StoreError(error) from error
            self._finish(outcome, error)
            return None
        finally:
            outcome.seconds += time.monotonic() - started
        return plan

    @staticmethod
    def _needs_own_calls(plan: UpdatePlan) -> bool:
        return bool(plan.delete_variants or plan.options.is_needed_first or plan.release)

    def _carry_out_first(self, job: Job, product_id: str, plan: UpdatePlan) -> UpdatePlan:
        """Delete variants, change options, free SKUs; return a plan made on the new state."""
        if plan.delete_variants:
            # Never by leaving them out of the update: their inventory items would stay (3f).
            self.variants.delete(product_id, plan.delete_variants)
        changes = plan.options
        for option_id, title in changes.rename:
            self.options.rename(option_id, title)
        for option_id, value_id, label in changes.rename_values:
            self.options.rename_value(option_id, value_id, label)
        if changes.add or changes.update:
            self.options.batch(product_id, add=changes.add, update=changes.update)
        if plan.release:
            self._release(plan.release)
        rows = self.products.list_by("id", [product_id], READ_FIELDS)
        if not rows:
            raise ConflictError("vanished", [product_id])
        return plan_update(job, rows[0])

    def _release(self, body: dict[str, Any]) -> None:
        self.products.batch("update", [encode(body)], "id")

    def _complete_items(self, outcome: Outcome) -> Exception | None:
        """Give new variants their inventory items."""
        try:
            self.items.complete(outcome)
        except MedusaError as error:
            return error
        return None

    def _remove_values(
        self, product_id: str, values: dict[str, list[str]]
    ) -> Exception | None:
        """Take values off the product's options that no variant uses any more.

        :return: why the store refused
        :raise StoreError: if it is the store that fails
        """
        if not values:
            return None
        update = [{"product_option_id": key, "remove": ids} for key, ids in values.items()]
        try:
            self.options.batch(product_id, update=update)
        except MedusaError as error:
            if is_store_wide(error):
                raise StoreError(error) from error
            return error
        return None
