"""What a key may do, as it turns out when it tries: no route of Medusa tells it.

A read is sent as it is needed anyway. For a write there is a request that needs the right of a
push and changes nothing: an empty batch, a creation of nothing, an update of nobody. They answer
alike on all versions, emit no event and cost what reading the key costs
(docs/medusa-api.md#writes-that-change-nothing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from .client import MedusaClient
from .exceptions import (
    MedusaForbiddenError,
    MedusaNotFoundError,
    MedusaResponseError,
    MedusaServerError,
    MedusaValidationError,
    Rights,
)
from .inventory import InventoryItems
from .terms import KINDS, TermApi
from .variants import Variants

T = TypeVar("T")

# The id of no record.
NOBODY = "nobody"
# What each kind of push writes. Rights are looked at before the body and before the record.
WRITES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "products": ("/admin/products/batch",),
        "variants": (f"/admin/products/{NOBODY}/variants/batch",),
        "product_options": ("/admin/product-options", f"/admin/product-options/{NOBODY}"),
        **{kind.many: (kind.path, f"{kind.path}/{NOBODY}") for kind in KINDS.values()},
        "tax_rates": (f"/admin/tax-rates/{NOBODY}",),
        "price_lists": ("/admin/price-lists", f"/admin/price-lists/{NOBODY}/prices/batch"),
        "inventory_items": (
            "/admin/inventory-items/location-levels/batch",
            f"/admin/products/{NOBODY}/variants/inventory-items/batch",
        ),
        "stock_locations": (f"/admin/stock-locations/{NOBODY}/sales-channels",),
        "uploads": ("/admin/uploads",),
        "translations": ("/admin/translations/batch",),
    }
)
# By it, a proxy refuses what is no read.
_NOT_ALLOWED = 405


class KeyTrial:
    """Tries a key, and notes in ``rights`` what it may."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self.rights = Rights()

    def read(self, resource: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what ``read`` returns, or ``otherwise`` when the key may not; note which.

        :raise MedusaError: anything else went wrong
        """
        try:
            result = read()
        except MedusaForbiddenError:
            self.rights.read[resource] = False
            return otherwise
        self.rights.read[resource] = True
        return result

    def read_what_is_written(self) -> None:
        """Read what only pushes look at."""
        for name, kind in KINDS.items():
            self.read(kind.many, TermApi(self.client, name).is_available, True)
        self.read("variants", Variants(self.client).is_available, True)
        self.read("inventory_items", InventoryItems(self.client).is_available, True)

    def write_nothing(self) -> None:
        """Try each write of `WRITES`.

        :raise MedusaError: the store can't be reached, or doesn't know the key
        """
        for resource, paths in WRITES.items():
            answers = [self._may_write(path) for path in paths]
            if False in answers or None not in answers:
                self.rights.write[resource] = all(answers)

    def _may_write(self, path: str) -> bool | None:
        """Tell whether a request that changes nothing is let through, None where nobody says."""
        try:
            self.client.request("POST", path, json={})
        except MedusaForbiddenError:
            return False
        except (MedusaNotFoundError, MedusaValidationError) as err:
            # Medusa's own word on the data: it comes to that after the rights.
            if err.medusa_type:
                return True
            return False if err.status_code == _NOT_ALLOWED else None
        except (MedusaServerError, MedusaResponseError):
            return None
        return True
