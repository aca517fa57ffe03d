"""The store itself: who answers at this URL, and what the key may do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from .client import MedusaClient
from .exceptions import (
    MedusaAuthenticationError,
    MedusaNotFoundError,
    MedusaResponseError,
    NotMedusaError,
)
from .listing import list_all
from .locations import StockLocation, StockLocationApi
from .options import OptionApi
from .pricing import PricingApi
from .products import ProductApi

T = TypeVar("T")

STORES = "/admin/stores"
CHANNELS = "/admin/sales-channels"
PROFILES = "/admin/shipping-profiles"

# Not /admin/feature-flags, which answers without a key; not /admin/users/me, a 404 with one.
_STORE_FIELDS = ",".join(
    (
        "id",
        "name",
        "default_sales_channel_id",
        "supported_currencies.currency_code",
        "supported_currencies.is_default",
    )
)


@dataclass(frozen=True)
class StoreInfo:
    """What a connection test learns.

    ``currencies`` are lower-case codes; ``admin_rights`` says per resource whether the key may
    read it; ``tax_inclusive`` says per currency whether the store takes its prices as with tax;
    without ``has_product_options`` the server is older than 2.16.
    """

    id: str
    name: str
    currencies: list[str]
    default_currency: str | None
    default_sales_channel_id: str | None
    default_sales_channel_name: str | None
    sales_channels: list[tuple[str, str]] = field(default_factory=list)
    shipping_profiles: list[tuple[str, str, str]] = field(default_factory=list)
    stock_locations: list[StockLocation] = field(default_factory=list)
    has_product_options: bool = False
    customer_groups: list[tuple[str, str]] = field(default_factory=list)
    tax_inclusive: dict[str, bool] = field(default_factory=dict)
    admin_rights: dict[str, bool] = field(default_factory=dict)


class StoreApi:
    """Reads what the connector needs to know of a store before it pushes."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def probe(self) -> StoreInfo:
        """Ask who answers, with which currencies and channels, and what the key may read.

        :raise NotMedusaError: something else answers at this URL
        :raise MedusaError: in its other subclasses, when nothing readable answers
        """
        store = self._read_store()
        rights: dict[str, bool] = {}
        channels = self._allowed(rights, "sales_channels", self.list_sales_channels) or []
        profiles = self._allowed(rights, "shipping_profiles", self.list_shipping_profiles) or []
        list_locations = StockLocationApi(self.client).list_all
        locations = self._allowed(rights, "stock_locations", list_locations) or []
        self._allowed(rights, "products", ProductApi(self.client).count)
        options = self._allowed(rights, "product_options", OptionApi(self.client).is_available)
        pricing = PricingApi(self.client)
        groups = self._allowed(rights, "customer_groups", pricing.list_customer_groups) or []
        tax = self._allowed(rights, "price_preferences", pricing.get_tax_inclusive) or {}
        self._allowed(rights, "price_lists", pricing.list_price_lists)
        currencies = store.get("supported_currencies") or []
        channel_id = store.get("default_sales_channel_id")
        return StoreInfo(
            id=store["id"],
            name=store.get("name") or "",
            currencies=[currency["currency_code"].lower() for currency in currencies],
            default_currency=_default_currency(currencies),
            default_sales_channel_id=channel_id,
            default_sales_channel_name=dict(channels).get(channel_id or ""),
            sales_channels=channels,
            shipping_profiles=profiles,
            stock_locations=locations,
            # A route that may not be read is there all the same.
            has_product_options=options is None or options,
            customer_groups=groups,
            tax_inclusive=tax,
            admin_rights=rights,
        )

    def list_sales_channels(self) -> list[tuple[str, str]]:
        """Return all sales channels as (id, name)."""
        rows = list_all(self.client, CHANNELS, "sales_channels", "id,name")
        return [(row["id"], row.get("name") or "") for row in rows]

    def list_shipping_profiles(self) -> list[tuple[str, str, str]]:
        """Return all shipping profiles as (id, name, type)."""
        rows = list_all(self.client, PROFILES, "shipping_profiles", "id,name,type")
        return [(row["id"], row.get("name") or "", row.get("type") or "") for row in rows]

    def _read_store(self) -> dict:
        try:
            answer = self.client.request("GET", STORES, params=[("fields", _STORE_FIELDS)])
        except (MedusaNotFoundError, MedusaResponseError) as err:
            raise _not_medusa(err.message, err.status_code) from err
        stores = answer.get("stores")
        if not isinstance(stores, list) or not stores or not _is_store(stores[0]):
            raise _not_medusa("the answer names no store", 200)
        return stores[0]

    @staticmethod
    def _allowed(rights: dict[str, bool], resource: str, read: Callable[[], T]) -> T | None:
        """Call ``read``; note in ``rights`` whether the key may, ``None`` when it may not."""
        try:
            result = read()
        except MedusaAuthenticationError as err:
            if err.status_code != 403:
                raise
            rights[resource] = False
            return None
        rights[resource] = True
        return result


def _is_store(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)


def _default_currency(currencies: list[dict]) -> str | None:
    codes = [currency["currency_code"] for currency in currencies if currency.get("is_default")]
    return codes[0].lower() if codes else None


def _not_medusa(reason: str, status: int | None) -> NotMedusaError:
    return NotMedusaError(reason, status_code=status, method="GET", path=STORES)
