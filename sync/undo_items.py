"""Inventory items that get back the SKU which a run took off them for another product."""

from __future__ import annotations

import operator
from collections.abc import Iterable

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError, MedusaNotFoundError
from ..medusa.inventory import InventoryApi
from .difference import ITEM, Difference
from .failures import raise_if_store_wide
from .result import Outcome, sending_alone
from .undo_plan import Undone, decide


class Items:
    """Gives SKUs back to the items that had them, once nobody else has them."""

    def __init__(self, client: MedusaClient) -> None:
        self.inventory = InventoryApi(client)
        self._wishes: list[tuple[Outcome, Undone, Difference]] = []

    def sort_out(self, found: Iterable[tuple[Outcome, Undone]]) -> None:
        """Decide which items get their SKU back.

        :param found: products with what is to be written of them; this is changed
        :raise MedusaError: of the client
        """
        rows = [
            (outcome, undone, row)
            for outcome, undone in found
            for row in undone.alone
            if row.field.startswith(ITEM)
        ]
        present = self.inventory.read_items(sorted({_get_id(row) for _o, _u, row in rows}))
        for outcome, undone, row in rows:
            item = present.get(_get_id(row))
            if not item:
                undone.stays.append(row)
                continue
            # One that a variant sells by now has nothing to get back.
            now = item["sku"] or ("" if item.get("variants") else None)
            if decide(row, now, undone, operator.eq):
                self._wishes.append((outcome, undone, row))

    def give_back(self) -> None:
        """Send it; whoever has the SKU by now keeps it.

        :raise StoreError: the whole store fails
        """
        for outcome, undone, row in self._wishes:
            try:
                with sending_alone(outcome, row.field):
                    self.inventory.update_item(_get_id(row), {"sku": row.store})
            except (MedusaConflictError, MedusaNotFoundError):
                undone.done.remove(row)
                undone.stays.append(row)
            except MedusaError as error:
                raise_if_store_wide(error)
                # The outcome's own is for its batch, which is still to be sent.
                undone.error = error


def _get_id(row: Difference) -> str:
    return row.field.removeprefix(ITEM)
