"""What a shop needs beside products, and how its shoppers see it."""

import base64
from dataclasses import dataclass, replace
from typing import Any

from . import http
from .medusa import Store

Row = dict[str, Any]
# Rows of a page of products.
PAGE = 100
PRICES = "title,external_id,*variants,variants.metadata,*variants.calculated_price"


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

    def products(self, fields: str = PRICES, locale: str = "") -> list[Row]:
        """Return all products as Medusa's Store API shows them to a shopper of the region.

        :param fields: of the products, those that are shown by default when it begins with ``+``
        :param locale: the shopper's language, as ``fr-FR``; the store's own without
        """
        query = f"region_id={self.region['id']}&fields={fields}&order=title"
        return self._list("products", "products", query, locale)

    def categories(self, locale: str = "") -> list[Row]:
        """Return all product categories that shoppers see."""
        return self._list("product-categories", "product_categories", "order=name", locale)

    def unit_price(self, variant_id: str, quantity: int) -> float:
        """Return what one of ``quantity`` pieces costs in a new cart.

        :raise Failure: when the store does not sell so many
        """
        items = [{"variant_id": variant_id, "quantity": quantity}]
        body = {"region_id": self.region["id"], "items": items}
        cart = http.post(f"{self.url}/store/carts", body, headers=self._headers())["cart"]
        return cart["items"][0]["unit_price"]

    def _list(self, path: str, key: str, query: str, locale: str) -> list[Row]:
        """Return all rows of a list, page by page."""
        rows: list[Row] = []
        while True:
            url = f"{self.url}/store/{path}?{query}&limit={PAGE}&offset={len(rows)}"
            page = http.get(url, headers=self._headers(locale))[key]
            rows += page
            if len(page) < PAGE:
                return rows

    def _headers(self, locale: str = "") -> dict[str, str]:
        """Return what a shop front sends along."""
        key = {"x-publishable-api-key": self.publishable_key}
        return key | ({"x-medusa-locale": locale} if locale else {})


def open_shop(store: Store, name: str, currency: str) -> Shop:
    """Make, where it is missing, what it takes to sell in ``currency``."""
    admin = Admin(store)
    channel = _channel(admin, name)
    return Shop(store.url, channel, _region(admin, currency), _publishable_key(admin, channel))


def in_currency(store: Store, shop: Shop, currency: str) -> Shop:
    """Return the same shop for shoppers who pay in another ``currency``."""
    return replace(shop, region=_region(Admin(store), currency))


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
