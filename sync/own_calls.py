"""The requests that one product needs of its own, before its batch and after it."""

from __future__ import annotations

from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..medusa.images import ImageApi
from ..medusa.options import OptionApi
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from ..medusa.variants import VariantApi
from .assignments import assign
from .failures import ConflictError
from .holders import rename_items
from .identity import Remote
from .items import ItemMender
from .option_making import OptionMaker
from .option_order import plan_value_ranks
from .option_sharing import find_surplus
from .pictures import has_new_variants, plan_assignments
from .plan import READ_FIELDS, UpdatePlan, plan_update
from .result import Outcome
from .variant_removal import delete_variants


def needs_own_calls(plan: UpdatePlan) -> bool:
    """Tell whether something must be sent before the batch."""
    return bool(
        plan.delete_variants or plan.options.is_needed_first or plan.release or plan.item_names
    )


class OwnCalls:
    """Sends what no batch can carry."""

    def __init__(self, client: MedusaClient, items: ItemMender) -> None:
        self.products = ProductApi(client)
        self.variants = VariantApi(client)
        self.options = OptionApi(client)
        self.maker = OptionMaker(self.options)
        self.images = ImageApi(client)
        self.items = items
        # Not every Medusa deletes a product's own option with it, and they don't say which they
        # are: as long as none was seen to be gone, it is looked for.
        self._keeps_dropped = True

    # === BEFORE === #

    def carry_out_first(
        self, outcome: Outcome, product_id: str, plan: UpdatePlan
    ) -> tuple[UpdatePlan, Remote]:
        """Delete variants, change options, free SKUs.

        :return: a plan made on the new state, and this state
        :raise MedusaError: of the client
        :raise ConflictError: the product is gone, or only a person can decide
        """
        if plan.delete_variants:
            outcome.held = delete_variants(self.variants, product_id, plan.delete_variants)
        changes = plan.options
        made = self.maker.make(outcome.job, changes.make)
        for option_id, title in changes.rename:
            self.options.rename(option_id, title)
        taken = self._rename_values(changes.rename_values)
        if changes.add or changes.update or taken:
            self.options.batch(product_id, add=changes.add, update=[*changes.update, *taken])
        if plan.release:
            self.products.batch("update", [encode(plan.release)], "id")
        if plan.item_names:
            # Before the variants, which tell a next push what is left to do.
            rename_items(self.items.inventory, plan.item_names)
        rows = self.products.list_by("id", [product_id], READ_FIELDS)
        if not rows:
            raise ConflictError("vanished", [product_id])
        return self._plan_again(outcome, rows[0], made), rows[0]

    def _rename_values(self, renames: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        """Rename values; return what to add instead, where the option has one of this name.

        A value that left the product is still the option's, and nobody sees it there
        (docs/medusa-api.md#a-value-that-left-stays-in-its-option). The variants move to it.
        """
        taken: list[dict[str, Any]] = []
        for option_id, value_id, label in renames:
            try:
                self.options.rename_value(option_id, value_id, label)
            except MedusaConflictError:
                taken.append({"product_option_id": option_id, "add": [{"value": label}]})
        return taken

    @staticmethod
    def _plan_again(outcome: Outcome, remote: Remote, made: dict[str, str]) -> UpdatePlan:
        try:
            return plan_update(outcome.job, remote, outcome.held, made)
        except ConflictError:
            # Of an option that Odoo dropped, the variants that orders hold still need it.
            for error in outcome.held.values():
                raise error from None
            raise

    # === AFTER === #

    def follow_up(self, outcome: Outcome, row: Remote, plan: UpdatePlan | None) -> None:
        """Send the requests that a written product needs beyond its batch, if any.

        :param plan: of an update, None after a creation
        :raise MedusaError: of the client
        """
        if plan:
            self._finish_options(outcome, row, plan)
        self._rank_values(outcome, row)
        self._assign_pictures(outcome, row)
        if plan:
            # Not every Medusa makes the inventory items that an update asks for.
            self.items.complete(outcome)

    def _finish_options(self, outcome: Outcome, row: Remote, plan: UpdatePlan) -> None:
        """Do what waits until no variant uses what is to go from the product's options."""
        changes, wanted = plan.options, outcome.job.payload["options"]
        values = changes.remove_values | find_surplus(wanted, row, changes.link)
        if values:
            update = [{"product_option_id": key, "remove": ids} for key, ids in values.items()]
            self.options.batch(row["id"], update=update)
        titles = {option["title"]: option["id"] for option in row.get("options") or []}
        for option in wanted:
            hidden = changes.hidden.get(option["key"])
            if hidden in titles:
                self.options.rename(titles[hidden], option["title"])
        self._delete_dropped(changes.own_dropped)

    def _delete_dropped(self, option_ids: list[str]) -> None:
        """Delete options that a product had for itself alone, where the store keeps them.

        See docs/medusa-api.md#dropping-an-option.
        """
        for option_id in option_ids:
            if self._keeps_dropped and self.options.find(option_id):
                self.options.delete(option_id)
            else:
                self._keeps_dropped = False

    def _rank_values(self, outcome: Outcome, row: Remote) -> None:
        """Bring the values of the options into Odoo's order."""
        is_new = outcome.operation in ("create", "recreate", "adopt")
        changes = plan_value_ranks(outcome.job, row, is_new)
        for option_id, ranks in changes:
            self.options.rank_values(option_id, ranks)
        if changes and outcome.operation == "unchanged":
            outcome.operation = "update"

    def _assign_pictures(self, outcome: Outcome, row: Remote) -> None:
        """Show pictures for the variants that they are for, also where one was made anew."""
        if not (outcome.job.wants_pictures or has_new_variants(outcome.job, outcome.variant_ids)):
            return
        changes = plan_assignments(outcome.job, row.get("images") or [], outcome.variant_ids)
        for image, add, remove in changes:
            assign(self.images, outcome, row["id"], image, add, remove)
        if changes and outcome.operation == "unchanged":
            outcome.operation = "update"
