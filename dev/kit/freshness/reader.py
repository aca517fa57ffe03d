"""A shopper who looks again and again, and notes when something is first seen."""

import threading
import time
from contextlib import suppress

from ..demo.shop import Shop
from ..shell import Failure

FIELDS = "id,title,external_id,*variants,+variants.inventory_quantity,*variants.calculated_price"
PAUSE = 1.0


class Shopper(threading.Thread):
    """Looks at all products of the shop once a second.

    ``seen`` is {(kind, product): [(time, number), ...]}, each number when it was first seen.
    """

    def __init__(self, shop: Shop) -> None:
        """Look at ``shop`` once it is started."""
        super().__init__(daemon=True)
        self.shop = shop
        self.seen: dict[tuple[str, str], list[tuple[float, float]]] = {}
        self._over = threading.Event()

    def run(self) -> None:
        """Look until the end."""
        while not self._over.wait(PAUSE):
            with suppress(Failure):
                self.look()

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()

    def look(self) -> None:
        """Look once."""
        rows, now = self.shop.products(FIELDS), time.time()
        for row in rows:
            [variant] = row["variants"]
            price = (variant.get("calculated_price") or {}).get("calculated_amount")
            self._note("name", row, float(row["title"].split()[-1]), now)
            self._note("price", row, price or 0, now)
            self._note("stock", row, variant.get("inventory_quantity") or 0, now)

    def _note(self, kind: str, row: dict, number: float, now: float) -> None:
        rows = self.seen.setdefault((kind, row["external_id"]), [])
        if not rows or rows[-1][1] != number:
            rows.append((now, number))

    def find(self, kind: str, product: str, number: float) -> float | None:
        """Return when a number, or a later one of the same kind and product, was first seen."""
        for at, shown in self.seen.get((kind, product), ()):
            if shown >= number:
                return at
        return None
