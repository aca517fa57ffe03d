"""Prices of a store's price lists as they would be after writes that never left."""

from __future__ import annotations

from .exceptions import MedusaValidationError
from .shelf import GONE, Pairs, Read, Row, Shelf
from .stand_in_products import VARIANTS


class StandInPrices:
    """Leaves out of a price list's pages what would be deleted.

    A list that is removed loses its prices part by part, and is read again before each.

    :param Shelf shelf: what would be otherwise in the store
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        # Of each list, how many of its first prices are gone: they aren't read again.
        self._gone: dict[str, int] = {}

    def refuse(self, path: str, values: Row) -> None:
        """Refuse a batch of prices of which a variant would be gone by now.

        See docs/medusa-api.md#unknown-variants-are-named.

        :param path: of the batch
        :raise MedusaValidationError: it names these variants
        """
        rows = [*(values.get("create") or []), *(values.get("update") or [])]
        ids = dict.fromkeys(row["variant_id"] for row in rows)
        gone = [key for key in ids if self.shelf.is_gone(VARIANTS, key)]
        if gone:
            text = f"No price set exist for variants: {', '.join(gone)}"
            raise MedusaValidationError(text, status_code=400, method="POST", path=path)

    def delete(self, path: str, ids: list[str]) -> None:
        """Keep that prices would be deleted.

        :param str path: of the list's prices
        """
        for key in ids:
            self.shelf.put(path, key, {GONE: True})

    def read(self, path: str, pairs: Pairs, ask: Read) -> dict:
        """Return a page of a list's prices.

        :param ask: asks the store: (path, pairs)
        """
        asked = dict(pairs)
        if path not in self.shelf or not {"offset", "limit"} <= set(asked):
            return ask(path, pairs)
        rest = [pair for pair in pairs if pair[0] != "offset"]
        offset, limit, rows = int(asked["offset"]), int(asked["limit"]), []
        start = self._gone.get(path, 0)
        while True:
            answer = ask(path, [*rest, ("offset", str(start))])
            page: list[Row] = answer.get("prices") or []
            left = [row for row in page if not (row and self.shelf.get(path, row["id"]))]
            if not left and start == self._gone.get(path, 0):
                self._gone[path] = start + len(page)
            rows += left
            start += len(page)
            if len(rows) >= offset + limit or not page or len(page) < answer.get("limit", limit):
                return {**answer, "prices": rows[offset : offset + limit], "offset": offset}


def show_price(item: Row) -> Row:
    """Return a price of a list as the store shows it."""
    rules = item.get("rules") or {}
    return {
        **item,
        "price_set": {"variant": {"id": item.get("variant_id")}},
        "price_rules": [{"attribute": name, "value": value} for name, value in rules.items()],
        "rules_count": len(rules),
    }
