"""The store itself: who answers at this URL, and what the key may do there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .client import MedusaClient
from .exceptions import (
    MedusaForbiddenError,
    MedusaNotFoundError,
    MedusaResponseError,
    NotMedusaError,
    Rights,
)
from .locations import StockLocation, StockLocationApi
from .options import OptionApi
from .pricing import PricingApi, is_currency
from .products import ProductApi
from .regions import Region, RegionApi
from .rights import KeyTrial
from .rows import rows_of, text_of
from .settings import SalesChannels, ShippingProfiles, Stores
from .tax_rates import TaxRate, TaxRateApi


@dataclass(frozen=True)
class StoreInfo:
    """What a connection test learns.

    ``currencies`` are lower-case codes; ``rights`` says per resource what the key may;
    ``tax_inclusive`` says per currency whether the store takes its prices as with tax,
    ``region_tax_inclusive`` per region; without
    ``has_product_options`` the server is older than `versions.MINIMUM`; ``has_translations`` is
    told by who asks for them.
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
    rights: Rights = field(default_factory=Rights)
    has_translations: bool = False


class StoreApi:
    """Reads what the connector needs to know of a store before it pushes."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._stores = Stores(client)

    def probe(self) -> StoreInfo:
        """Ask who answers, with which currencies and channels, and what the key may read.

        :raise NotMedusaError: something else answers at this URL
        :raise MedusaForbiddenError: the key may not even read the store; it knows what else
        :raise MedusaError: in its other subclasses, when nothing readable answers
        """
        trial = KeyTrial(self.client)
        try:
            store = self._read_store()
        except MedusaForbiddenError as err:
            trial.rights.read["stores"] = False
            self._read_lists(trial)
            self._read_more(trial)
            err.rights = trial.rights
            raise
        trial.rights.read["stores"] = True
        [currencies] = self._stores.convert([store], _read_currencies)
        [(name, channel_id)] = self._stores.convert([store], _read_names)
        lists = self._read_lists(trial)
        self._read_more(trial)
        return StoreInfo(
            id=store["id"],
            name=name,
            currencies=list(currencies),
            default_currency=next((code for code, first in currencies.items() if first), None),
            default_sales_channel_id=channel_id or None,
            default_sales_channel_name=dict(lists["sales_channels"]).get(channel_id),
            rights=trial.rights,
            **lists,
        )

    def _read_lists(self, trial: KeyTrial) -> dict[str, Any]:
        """Return the fields of `StoreInfo` that lists of the store fill."""
        pricing = PricingApi(self.client)
        locations, options = StockLocationApi(self.client), OptionApi(self.client)
        tax = trial.read("price_preferences", pricing.get_tax_settings, {})
        regions = trial.read("regions", RegionApi(self.client).list_all, [])
        return {
            "sales_channels": trial.read("sales_channels", self.list_sales_channels, []),
            "shipping_profiles": trial.read("shipping_profiles", self.list_shipping_profiles, []),
            "stock_locations": trial.read("stock_locations", locations.list_all, []),
            # A route that may not be read is there all the same.
            "has_product_options": trial.read("product_options", options.is_available, True),
            "customer_groups": trial.read("customer_groups", pricing.list_customer_groups, []),
            "tax_inclusive": {name: value for name, value in tax.items() if is_currency(name)},
            "regions": regions,
            "region_tax_inclusive": {row.id: tax[row.id] for row in regions if row.id in tax},
            "tax_rates": trial.read("tax_rates", TaxRateApi(self.client).list_all, []),
        }

    def try_writes(self) -> dict[str, bool]:
        """Return per resource whether the key may write it, by requests that change nothing.

        :raise MedusaError: the store can't be reached, or doesn't know the key
        """
        trial = KeyTrial(self.client)
        trial.write_nothing()
        return trial.rights.write

    def _read_more(self, trial: KeyTrial) -> None:
        trial.read("products", ProductApi(self.client).count, 0)
        trial.read("price_lists", PricingApi(self.client).list_price_lists, [])
        trial.read_what_is_written()

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


def _read_names(store: dict) -> tuple[str, str]:
    return text_of(store, "name"), text_of(store, "default_sales_channel_id")


def _read_currencies(store: dict) -> dict[str, bool]:
    """Return per currency code, lower case, whether it is the default."""
    rows = store.get("supported_currencies") or []
    return {row["currency_code"].lower(): bool(row.get("is_default")) for row in rows}
