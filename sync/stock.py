"""Bring stock levels to the store: differences only, in as few calls as possible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaResponseError, MedusaServerError
from ..medusa.inventory import LEVELS_PER_CALL, InventoryApi
from ..medusa.packing import encode, pack
from ..medusa.products import ProductApi
from .difference import Difference
from .failures import ConflictError, StoreError, raise_if_store_wide

Encoded = tuple["Level", bytes]


@dataclass
class Level:
    """What one variant has at one stock location.

    :param key: the caller's own name for it
    :param variant_id: the variant in the store
    :param location_id: the stock location in the store
    :param quantity: what the store shall hold
    :param item_id: the variant's inventory item, None if it isn't known
    :param is_known: the store is known to hold this level, with whichever quantity
    :param former: the quantity that it held, None where nobody knows or it held none
    :param state: pending, sent, equal (the store held it already), gone (the variant is not in
        the store), itemless (the variant has no inventory item) or failed
    """

    key: tuple[int, int]
    variant_id: str
    location_id: str
    quantity: float
    item_id: str | None = None
    is_known: bool = False
    former: float | None = None
    state: str = "pending"
    error: Exception | None = None

    def find_change(self) -> Difference | None:
        """Return what was written of it, None where nothing was; of no variant yet."""
        if self.state != "sent" or self.former == self.quantity:
            return None
        return Difference("stock", None, self.former, self.quantity)

    def fail(self, error: Exception) -> None:
        """Keep why it could not be set."""
        self.state = "failed"
        self.error = error


class StockPush:
    """Set many levels; one that the store refuses doesn't take the others along."""

    def __init__(self, client: MedusaClient) -> None:
        self.api = InventoryApi(client)
        self.products = ProductApi(client)
        self.store_error: StoreError | None = None

    def run(self, levels: Sequence[Level], verify: bool = False) -> None:
        """Set the levels; what became of each is in its `state`.

        A failure of the whole store is kept in `store_error`; the levels that are still pending
        then were not touched.

        :param verify: read what the store holds first and send only what differs from it
        """
        try:
            self._read([level for level in levels if verify or not level.item_id])
            for known in (True, False):
                self._send_all([lv for lv in _pending(levels) if lv.is_known is known])
        except StoreError as error:
            self.store_error = error
        except MedusaError as error:
            self.store_error = StoreError(error)

    # === READ === #

    def _read(self, levels: Sequence[Level]) -> None:
        """Learn from the store which item a variant has and which levels that item has."""
        ids = dict.fromkeys(level.variant_id for level in levels)
        if not ids:
            return
        variants = self.api.read_variants(list(ids))
        for level in levels:
            self._compare(level, variants.get(level.variant_id))

    @staticmethod
    def _compare(level: Level, items: dict[str, dict[str, dict]] | None) -> None:
        if items is None:
            level.state = "gone"
            return
        if level.item_id not in items:
            if len(items) > 1:
                # A bundle that somebody made in Medusa: which item is Odoo's, nobody knows.
                level.fail(ConflictError("items", sorted(items)))
                return
            level.item_id = next(iter(items), None)
        if not level.item_id:
            level.state = "itemless"
            return
        present = items[level.item_id].get(level.location_id)
        level.is_known = present is not None
        level.former = float(present["stocked_quantity"]) if present else None
        if present and float(present["stocked_quantity"]) == level.quantity:
            level.state = "equal"

    # === WRITE === #

    def _send_all(self, levels: Sequence[Level], was_read: bool = False) -> None:
        encoded = [(level, encode(_body(level))) for level in levels]
        for batch in pack(encoded, max_count=LEVELS_PER_CALL):
            self._send(batch, was_read)

    def _send(self, batch: list[Encoded], was_read: bool) -> None:
        operation = "update" if batch[0][0].is_known else "create"
        try:
            rows = self.api.set_levels(operation, [body for _level, body in batch])
        except MedusaError as error:
            self._handle_error(batch, error, was_read)
            return
        answered = {(row.get("inventory_item_id"), row.get("location_id")) for row in rows}
        for level, _encoded in batch:
            if (level.item_id, level.location_id) in answered:
                level.state, level.is_known = "sent", True
            else:
                level.fail(MedusaResponseError("The answer leaves this level out."))

    def _handle_error(self, batch: list[Encoded], error: MedusaError, was_read: bool) -> None:
        """Find out what the store really holds, then who is the culprit.

        A level that somebody removed, one that a lost answer created, a variant that is gone: the
        read tells them all apart, whatever the words of the refusal.
        """
        raise_if_store_wide(error)
        levels = [level for level, _encoded in batch]
        if error.outcome_unknown:
            # The next run reads before it sends again.
            for level in levels:
                level.fail(error)
            return
        if isinstance(error, MedusaServerError):
            self._check_alive()
        if not was_read:
            self._read(levels)
            for known in (True, False):
                self._send_all([lv for lv in _pending(levels) if lv.is_known is known], True)
        elif len(batch) == 1:
            levels[0].fail(error)
        else:
            middle = len(batch) // 2
            self._send(batch[:middle], True)
            self._send(batch[middle:], True)

    def _check_alive(self) -> None:
        try:
            self.products.count()
        except MedusaError as error:
            raise StoreError(error) from error


def push_levels(client: MedusaClient, levels: Sequence[Level], verify: bool) -> MedusaError | None:
    """Set levels; what became of each is in its `state`.

    :param verify: read what the store holds first
    :return: why the whole store failed, None where it didn't
    """
    push = StockPush(client)
    push.run(levels, verify)
    return push.store_error.error if push.store_error else None


def _pending(levels: Iterable[Level]) -> list[Level]:
    return [level for level in levels if level.state == "pending"]


def _body(level: Level) -> dict:
    quantity = level.quantity
    return {
        "inventory_item_id": level.item_id,
        "location_id": level.location_id,
        "stocked_quantity": int(quantity) if quantity == int(quantity) else quantity,
    }
