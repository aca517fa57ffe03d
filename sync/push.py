"""Push a chunk of products: read once, compare, then one kind of write after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.images import ImageApi
from ..medusa.inventory import InventoryApi
from ..medusa.options import OptionApi
from ..medusa.packing import encode
from ..medusa.variants import VariantApi
from .batches import BatchCall, Item
from .chunk import Chunk
from .failures import ConflictError, StoreError, is_store_wide, raise_if_store_wide
from .holders import rename_items
from .identity import Databases, Remote
from .items import ItemMender, get_item_ids, is_orphan_in_the_way
from .job import Job
from .matching import match_product
from .option_order import plan_value_ranks
from .pictures import PICTURE_FIELDS, needs_images, plan_assignments
from .plan import ANSWER_FIELDS, READ_FIELDS, UpdatePlan, plan_update, prepare_create
from .result import Outcome
from .variant_removal import delete_variants


class ChunkPush(Chunk):
    """Create and update the products of one chunk.

    :param is_late: tells that the time is up: jobs that need calls of their own become `deferred`
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        is_late: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = lambda: 0.0,
    ):
        super().__init__(client, databases, clock)
        self.variants = VariantApi(client)
        self.options = OptionApi(client)
        self.images = ImageApi(client)
        self.items = ItemMender(InventoryApi(client), self.variants)
        self.is_late = is_late
        # A failure of the store after the products of a call were written: it is raised once all
        # of them are recorded.
        self._failing: StoreError | None = None

    def _carry_out(self, jobs: list[Job]) -> None:
        creates: list[Item] = []
        updates: list[tuple[Outcome, Remote]] = []
        for outcome, remote in self._locate(jobs, READ_FIELDS):
            if remote:
                updates.append((outcome, remote))
            else:
                outcome.operation = "recreate" if outcome.job.medusa_id else "create"
                handle = self._get_handle(outcome.job)
                creates.append((outcome, prepare_create(outcome.job, handle)))
        self._create(creates)
        self._update(updates)

    def _make_call(
        self, operation: str, fields: str, is_late: Callable[[], bool] = lambda: False
    ) -> BatchCall:
        return BatchCall(self.products, operation, fields, self._check_alive, is_late, self.clock)

    # === CREATE === #

    def _create(self, items: list[Item]) -> None:
        if not items:
            return
        fields = self._get_answer_fields(needs_images(outcome.job) for outcome, _body in items)
        call = self._make_call("create", fields, self.is_late)
        taken: list[Outcome] = []
        blocked: list[Outcome] = []
        for outcome, row in call.run(items):
            if isinstance(outcome.error, MedusaConflictError) and outcome.error.field == "handle":
                taken.append(outcome)
            elif is_orphan_in_the_way(outcome.error):
                blocked.append(outcome)
            else:
                self._complete(outcome, row)
        self._raise_failing()
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
            raise_if_store_wide(error)
            is_mended = False
        if not is_mended:
            self._finish(outcome, outcome.error)
            return
        outcome.error = None
        fields = self._get_answer_fields([needs_images(outcome.job)])
        call = self._make_call("create", fields)
        for _outcome, row in call.run([(outcome, body)]):
            self._complete(outcome, row)
        self._raise_failing()

    # === UPDATE === #

    def _update(self, found: list[tuple[Outcome, Remote]]) -> None:
        items: list[Item] = []
        plans: dict[int, tuple[UpdatePlan, Remote]] = {}
        updates: list[tuple[Outcome, Remote, dict[str, Remote]]] = []
        for outcome, remote in found:
            plan = self._prepare_update(outcome, remote)
            if plan is None:
                continue
            outcome.variant_ids = plan.variant_ids
            outcome.item_ids = {key: get_item_ids(row) for key, row in plan.variants.items()}
            outcome.status = remote.get("status")
            outcome.medusa_id = remote["id"]
            outcome.operation = self._get_operation(outcome, plan)
            if plan.body:
                items.append((outcome, plan.body))
                plans[id(outcome)] = (plan, remote)
                if "variants" in plan.body:
                    updates.append((outcome, remote, plan.variants))
            else:
                self._complete(outcome, remote)
        self._link_orphans(updates)
        self._send_updates(items, plans)

    def _link_orphans(self, updates: list[tuple[Outcome, Remote, dict[str, Remote]]]) -> None:
        try:
            self.items.link_orphans(updates)
        except MedusaError as error:
            # Where it matters, the update is refused and tells which product it is.
            raise_if_store_wide(error)

    def _send_updates(self, items: list[Item], plans: dict[int, tuple[UpdatePlan, Remote]]) -> None:
        if not items:
            return
        fields = self._get_answer_fields(
            needs_images(outcome.job, plans[id(outcome)][1]) for outcome, _body in items
        )
        call = self._make_call("update", fields, self.is_late)
        for outcome, row in call.run(items):
            plan, _remote = plans[id(outcome)]
            self._complete(outcome, row, plan)
        self._raise_failing()

    @staticmethod
    def _get_answer_fields(needs: Iterable[bool]) -> str:
        # Images make an answer dearer: only where some picture is for certain variants.
        return f"{ANSWER_FIELDS},{PICTURE_FIELDS}" if any(needs) else ANSWER_FIELDS

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
            try:
                self._follow_up(outcome, row, plan)
            except MedusaError as failure:
                if is_store_wide(failure):
                    self._failing = StoreError(failure)
                    return
                error = failure
        # Said after all else was done.
        self._finish(outcome, error or next(iter(outcome.held.values()), None))

    def _follow_up(self, outcome: Outcome, row: Remote, plan: UpdatePlan | None) -> None:
        """Send the requests that a written product needs beyond its batch, if any.

        :raise MedusaError: of the client
        """
        if plan and plan.options.remove_values:
            self._remove_values(row["id"], plan.options.remove_values)
        self._rank_values(outcome, row)
        self._assign_pictures(outcome, row)
        if plan:
            # Medusa makes no inventory item for a variant that is new in an update.
            self.items.complete(outcome)

    def _raise_failing(self) -> None:
        """:raise StoreError: if the store failed after the last call."""
        if self._failing:
            raise self._failing

    def _rank_values(self, outcome: Outcome, row: Remote) -> None:
        """Bring the values of the options into Odoo's order."""
        is_new = outcome.operation in ("create", "recreate", "adopt")
        changes = plan_value_ranks(outcome.job, row, is_new)
        for option_id, ranks in changes:
            self.options.rank_values(option_id, ranks)
        if changes and outcome.operation == "unchanged":
            outcome.operation = "update"

    def _assign_pictures(self, outcome: Outcome, row: Remote) -> None:
        """Show pictures for the variants that they are for."""
        if not outcome.job.wants_pictures:
            return
        changes = plan_assignments(outcome.job, row.get("images") or [], outcome.variant_ids)
        for image_id, add, remove in changes:
            self.images.assign(row["id"], image_id, add=add, remove=remove)
        if changes and outcome.operation == "unchanged":
            outcome.operation = "update"

    @staticmethod
    def _get_operation(outcome: Outcome, plan: UpdatePlan) -> str:
        is_known = outcome.job.medusa_id == outcome.medusa_id
        return ("update" if plan.body else "unchanged") if is_known else "adopt"

    def _prepare_update(self, outcome: Outcome, remote: Remote) -> UpdatePlan | None:
        """Do what must be done product by product before the batch; return what is left."""
        started = self.clock()
        try:
            plan = plan_update(outcome.job, remote)
            if self._needs_own_calls(plan):
                if self.is_late():
                    self.deferred.append(outcome.job)
                    return None
                plan = self._carry_out_first(outcome, remote["id"], plan)
        except (MedusaError, ConflictError) as error:
            raise_if_store_wide(error)
            self._finish(outcome, error)
            return None
        finally:
            outcome.seconds += self.clock() - started
        return plan

    @staticmethod
    def _needs_own_calls(plan: UpdatePlan) -> bool:
        return bool(
            plan.delete_variants or plan.options.is_needed_first or plan.release or plan.item_names
        )

    def _carry_out_first(self, outcome: Outcome, product_id: str, plan: UpdatePlan) -> UpdatePlan:
        """Delete variants, change options, free SKUs; return a plan made on the new state."""
        if plan.delete_variants:
            outcome.held = delete_variants(self.variants, product_id, plan.delete_variants)
        changes = plan.options
        for option_id, title in changes.rename:
            self.options.rename(option_id, title)
        for option_id, value_id, label in changes.rename_values:
            self.options.rename_value(option_id, value_id, label)
        if changes.add or changes.update:
            self.options.batch(product_id, add=changes.add, update=changes.update)
        if plan.release:
            self.products.batch("update", [encode(plan.release)], "id")
        if plan.item_names:
            # Before the variants, which tell a next push what is left to do.
            rename_items(self.items.inventory, plan.item_names)
        rows = self.products.list_by("id", [product_id], READ_FIELDS)
        if not rows:
            raise ConflictError("vanished", [product_id])
        try:
            return plan_update(outcome.job, rows[0], outcome.held)
        except ConflictError:
            # Of an option that Odoo dropped, the variants that orders hold still need it.
            for error in outcome.held.values():
                raise error from None
            raise

    def _remove_values(self, product_id: str, values: dict[str, list[str]]) -> None:
        """Take values off the product's options that no variant uses any more."""
        update = [{"product_option_id": key, "remove": ids} for key, ids in values.items()]
        self.options.batch(product_id, update=update)
