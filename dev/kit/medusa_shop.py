"""What a shop needs beside products, and how its shoppers see it."""

import base64
from dataclasses import dataclass
from typing import Any

from . import http
from .medusa import Store

Row = dict[str, Any]
# Rows of a page of products.
PAGE = 100


class Admin:
    """Medusa's Admin API, used with a secret key."""

    def __init__(self, store: Store) -> None:
        """Use the key of ``store``."""
        self.url = store.url
        login = base64.b64encode(f"{store.api_key}:".encode()).decode()
        self._headers = {"authorization": f"Basic {login}"}

    def get(self, path: str) -> Any:
        """Return what is at ``path`` under ``/admin``."""
        return http.get(f"{self.url}/admin/{path}", headers=self._headers)

    def post(self, path: str, body: Row) -> Any:
        """Return what is answered when ``body`` is sent to ``path`` under ``/admin``."""
        return http.post(f"{self.url}/admin/{path}", body, headers=self._headers)


@dataclass(frozen=True)
class Shop:
    """A sales channel with its publishable key, and a region to buy from."""

    url: str
    channel: Row
    region: Row
    publishable_key: str

    def products(self) -> list[Row]:
        """Return all products as Medusa's Store API shows them to a shopper of the region."""
        fields = "title,external_id,*variants,variants.metadata,*variants.calculated_price"
        query = f"region_id={self.region['id']}&fields={fields}&order=title&limit={PAGE}"
        headers = {"x-publishable-api-key": self.publishable_key}
        rows: list[Row] = []
        while True:
            url = f"{self.url}/store/products?{query}&offset={len(rows)}"
            page = http.get(url, headers=headers)["products"]
            rows += page
            if len(page) < PAGE:
                return rows


def open_shop(store: Store, name: str, currency: str) -> Shop:
    """Make, where it is missing, what it takes to sell in ``currency``."""
    admin = Admin(store)
    _support_currency(admin, currency)
    channel = _channel(admin, name)
    return Shop(store.url, channel, _region(admin, currency), _publishable_key(admin, channel))


def _support_currency(admin: Admin, currency: str) -> None:
    """Add ``currency`` to those of the store."""
    store = admin.get("stores?fields=id,*supported_currencies")["stores"][0]
    present = [
        {"currency_code": row["currency_code"], "is_default": row["is_default"]}
        for row in store["supported_currencies"]
    ]
    if currency not in [row["currency_code"] for row in present]:
        wanted = [*present, {"currency_code": currency, "is_default": not present}]
        admin.post(f"stores/{store['id']}", {"supported_currencies": wanted})


def _channel(admin: Admin, name: str) -> Row:
    """Return the sales channel of this name."""
    found = admin.get("sales-channels?limit=500")["sales_channels"]
    for channel in found:
        if channel["name"] == name:
            return channel
    return admin.post("sales-channels", {"name": name})["sales_channel"]


def _region(admin: Admin, currency: str) -> Row:
    """Return a region that pays in ``currency``."""
    found = admin.get("regions?limit=500")["regions"]
    for region in found:
        if region["currency_code"] == currency:
            return region
    # No countries: each belongs to one region, and shoppers choose the region by its id.
    wanted = {"name": f"Shoppers with {currency.upper()}", "currency_code": currency}
    return admin.post("regions", wanted)["region"]


def _publishable_key(admin: Admin, channel: Row) -> str:
    """Return a new key for shop fronts that show the products of ``channel``."""
    wanted = {"title": channel["name"], "type": "publishable"}
    key = admin.post("api-keys", wanted)["api_key"]
    admin.post(f"api-keys/{key['id']}/sales-channels", {"add": [channel["id"]]})
    return key["token"]
