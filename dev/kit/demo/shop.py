"""A shop in Medusa, as its shoppers see it."""

from dataclasses import dataclass, replace
from typing import Any

from ..medusa import Store
from ..web import Api

Row = dict[str, Any]
PRICES = "title,external_id,*variants,variants.metadata,*variants.calculated_price"


@dataclass(frozen=True)
class Shop:
    """A sales channel, and a region to buy from.

    :param front: the Store API with the shop's publishable key
    """

    store: Store
    front: Api
    channel: Row
    region: Row

    def products(self, fields: str = PRICES, locale: str = "", country: str = "") -> list[Row]:
        """Return all products as Medusa's Store API shows them to a shopper of the region.

        :param fields: of the products, those that are shown by default when it begins with ``+``
        :param locale: the shopper's language, as ``fr-FR``; the store's own without
        :param country: where the shopper pays taxes, as ``fr``; none are told without
        """
        query = f"region_id={self.region['id']}&fields={fields}&order=title"
        return self._list(
            "products", f"{query}&country_code={country}" if country else query, locale
        )

    def variants(self, fields: str = PRICES, country: str = "") -> dict[str, Row]:
        """Return the variants of all products by Odoo's id, each with a name and its product."""
        return {
            row["metadata"]["external_id"]: {
                **row,
                "name": f"{product['title']} ({row['title']})",
                "product": product["external_id"],
            }
            for product in self.products(fields, country=country)
            for row in product["variants"]
        }

    def categories(self, locale: str = "") -> list[Row]:
        """Return all product categories that shoppers see."""
        return self._list("product-categories", "order=name", locale)

    def options(self) -> list[Row]:
        """Return the options that all products share, with their values."""
        return self._list("product-options", "is_exclusive=false&order=title")

    def products_by_value(self, value_id: str) -> list[Row]:
        """Return the products that have a variant with this value of an option."""
        return self._list("products", f"fields=external_id&option_value_id={value_id}")

    def unit_price(self, variant_id: str, quantity: int) -> float:
        """Return what one of ``quantity`` pieces costs in a new cart.

        :raise Failure: when the store does not sell so many
        """
        items = [{"variant_id": variant_id, "quantity": quantity}]
        body = {"region_id": self.region["id"], "items": items}
        return self.front.post("/store/carts", json=body).json()["cart"]["items"][0]["unit_price"]

    def in_currency(self, currency: str) -> "Shop":
        """Return the same shop for shoppers who pay in another currency."""
        return replace(self, region=_region(self.store.admin(), currency))

    def in_region(self, region: Row) -> "Shop":
        """Return the same shop for shoppers of another region."""
        return replace(self, region=region)

    def _list(self, path: str, query: str, locale: str = "") -> list[Row]:
        """Return all rows of a list."""
        headers = {"x-medusa-locale": locale} if locale else {}
        return self.front.rows(f"/store/{path}", query, headers=headers)


def open_shop(store: Store, name: str, currency: str) -> Shop:
    """Make, where it is missing, what it takes to sell in ``currency``."""
    admin = store.admin()
    channel = find_or_make(admin, "sales-channels", "sales_channel", {"name": name})
    wanted = {"title": name, "type": "publishable"}
    key = admin.post("/admin/api-keys", json=wanted).json()["api_key"]
    admin.post(f"/admin/api-keys/{key['id']}/sales-channels", json={"add": [channel["id"]]})
    front = Api(store.url, headers={"x-publishable-api-key": key["token"]})
    return Shop(store, front, channel, _region(admin, currency))


def _region(admin: Api, currency: str) -> Row:
    """Return a region that pays in ``currency``."""
    # No countries: each belongs to one region, and shoppers choose the region by its id.
    name = f"Shoppers with {currency.upper()}"
    return find_or_make(admin, "regions", "region", {"currency_code": currency}, name=name)


def find_or_make(admin: Api, path: str, key: str, wanted: Row, **further: Any) -> Row:
    """Return the row that is as ``wanted``; make it, with ``further`` values, when missing."""
    for row in admin.get(f"/admin/{path}?limit=500").json()[f"{key}s"]:
        if wanted.items() <= row.items():
            return row
    return admin.post(f"/admin/{path}", json=wanted | further).json()[key]
