"""Medusa's Store API, as a shopper's browser asks it: with a publishable key, and to read only."""

from __future__ import annotations

from collections.abc import Sequence

from .client import MedusaClient
from .filters import list_filtered
from .paging import ListQuery, Pairs

# What a shopper sees of a product (docs/medusa-api.md#the-shoppers-view).
SHOWN_FIELDS = (
    "id,handle,title,thumbnail,images.url,options.title,options.values.value,"
    "variants.id,variants.title,"
    "variants.manage_inventory,variants.allow_backorder,+variants.inventory_quantity"
)
_PRICE = ",*variants.calculated_price"


class StorefrontClient(MedusaClient):
    """Asks for what a shopper sees. A publishable key opens nothing but that.

    :param str api_key: a publishable key (``pk_...``)
    """

    key_header = "x-publishable-api-key"

    def _get_key_value(self) -> str:
        return self._key.plain()


class ShownProductApi:
    """The products that a shopper can find."""

    path, many = "/store/products", "products"

    def __init__(self, client: StorefrontClient) -> None:
        self.client = client

    def list_shown(self, product_ids: Sequence[str], region_id: str | None = None) -> list[dict]:
        """Return those of the products that are shown; with a region, their variants' prices.

        A product that is a draft, or in no sales channel of the key, is none of them.

        :param product_ids: Medusa's ids
        :param region_id: in whose currency, and by whose rules, prices are worked out
        :raise MedusaError: see the client; 400 where the key isn't a publishable one
        """
        params: Pairs = (("fields", SHOWN_FIELDS),)
        if region_id:
            params = (("fields", SHOWN_FIELDS + _PRICE), ("region_id", region_id))
        query = ListQuery(self.client, self.path, self.many, params)
        return list_filtered(query, "id", product_ids)
