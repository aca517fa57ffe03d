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
from .locations import StockLocation, StockLocationApi
from .options import OptionApi
from .pricing import PricingApi, is_currency
from .products import ProductApi
from .regions import Region, RegionApi
from .rows import rows_of, text_of
from .settings import SalesChannels, ShippingProfiles, Stores
from .tax_rates import TaxRate, TaxRateApi

T = TypeVar("T")


@dataclass(frozen=True)
class StoreInfo:
    """What a connection test learns.

    ``currencies`` are lower-case codes; ``admin_rights`` says per resource whether the key may
    read it; ``tax_inclusive`` says per currency whether the store takes its prices as with tax,
    ``region_tax_inclusive`` per region;
    without ``has_product_options`` the server is older than 2.17; ``has_translations`` is told by
    who asks for them.
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
    regions: list[Region] = field(default_factory=list)
    region_tax_inclusive: dict[str, bool] = field(default_factory=dict)
    tax_rates: list[TaxRate] = field(default_factory=list)
    admin_rights: dict[str, bool] = field(default_factory=dict)
    has_translations: bool = False


class StoreApi:
    """Reads what the connector needs to know of a store before it pushes."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._stores = Stores(client)

    def probe(self) -> StoreInfo:
        """Ask who answers, with which currencies and channels, and what the key may read.

        :raise NotMedusaError: something else answers at this URL
        :raise MedusaError: in its other subclasses, when nothing readable answers
        """
        store = self._read_store()
        [currencies] = self._stores.convert([store], _read_currencies)
        key, pricing = _Key(), PricingApi(self.client)
        channels = key.read("sales_channels", self.list_sales_channels, [])
        profiles = key.read("shipping_profiles", self.list_shipping_profiles, [])
        locations = key.read("stock_locations", StockLocationApi(self.client).list_all, [])
        key.read("products", ProductApi(self.client).count, 0)
        # A route that may not be read is there all the same.
        options = key.read("product_options", OptionApi(self.client).is_available, True)
        groups = key.read("customer_groups", pricing.list_customer_groups, [])
        tax = key.read("price_preferences", pricing.get_tax_settings, {})
        regions = key.read("regions", RegionApi(self.client).list_all, [])
        rates = key.read("tax_rates", TaxRateApi(self.client).list_all, [])
        key.read("price_lists", pricing.list_price_lists, [])
        [(name, channel_id)] = self._stores.convert([store], _read_names)
        return StoreInfo(
            id=store["id"],
            name=name,
            currencies=list(currencies),
            default_currency=next((code for code, first in currencies.items() if first), None),
            default_sales_channel_id=channel_id or None,
            default_sales_channel_name=dict(channels).get(channel_id),
            sales_channels=channels,
            shipping_profiles=profiles,
            stock_locations=locations,
            has_product_options=options,
            customer_groups=groups,
            tax_inclusive={name: value for name, value in tax.items() if is_currency(name)},
            regions=regions,
            tax_rates=rates,
            region_tax_inclusive={row.id: tax[row.id] for row in regions if row.id in tax},
            admin_rights=key.rights,
        )

    def list_sales_channels(self) -> list[tuple[str, str]]:
        """Return all sales channels as (id, name)."""
        channels = SalesChannels(self.client)
        return channels.convert(channels.list_all(), lambda row: (row["id"], text_of(row, "name")))

    def list_shipping_profiles(self) -> list[tuple[str, str, str]]:
        """Return all shipping profiles as (id, name, type)."""
        profiles = ShippingProfiles(self.client)
        return profiles.convert(
            profiles.list_all(),
            lambda row: (row["id"], text_of(row, "name"), text_of(row, "type")),
        )

    def _read_store(self) -> dict:
        # Not /admin/feature-flags, which answers without a key; not /admin/users/me, a 404 with
        # one (docs/medusa-api.md#the-store-is-the-connection-test).
        path, params = self._stores.path, [("fields", self._stores.fields)]
        try:
            answer = self.client.request("GET", path, params=params)
            found = rows_of(answer, self._stores.many, method="GET", path=path)
        except (MedusaNotFoundError, MedusaResponseError) as err:
            raise self._not_medusa(err.message, err.status_code) from err
        if not found:
            raise self._not_medusa("the answer names no store", 200)
        return found[0]

    def _not_medusa(self, reason: str, status: int | None) -> NotMedusaError:
        return NotMedusaError(reason, status_code=status, method="GET", path=self._stores.path)


class _Key:
    """What the key may read, as it turns out."""

    def __init__(self) -> None:
        self.rights: dict[str, bool] = {}

    def read(self, resource: str, read: Callable[[], T], otherwise: T) -> T:
        """Return what ``read`` returns, or ``otherwise`` when the key may not; note which."""
        try:
            result = read()
        except MedusaAuthenticationError as err:
            if err.status_code != 403:
                raise
            self.rights[resource] = False
            return otherwise
        self.rights[resource] = True
        return result


def _read_names(store: dict) -> tuple[str, str]:
    return text_of(store, "name"), text_of(store, "default_sales_channel_id")


def _read_currencies(store: dict) -> dict[str, bool]:
    """Return per currency code, lower case, whether it is the default."""
    rows = store.get("supported_currencies") or []
    return {row["currency_code"].lower(): bool(row.get("is_default")) for row in rows}
