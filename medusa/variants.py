"""Variants. Medusa 2.21: products/validators.js, product-variants/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .client import MedusaClient
from .listing import list_filtered, rows_of
from .urls import path_id

VARIANTS = "/admin/product-variants"


class VariantApi:
    """What can't be done with a variant through its product."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def delete(self, product_id: str, variant_ids: Sequence[str]) -> list[str]:
        """Delete variants of a product, with their inventory items.

        Leaving a variant out of a product update deletes it too, but its inventory item stays
        behind and blocks the SKU.

        :return: the ids; unknown ones are no error
        :raise MedusaValidationError: reservations exist for one of them; nothing was done
        """
        path = self._batch_path(product_id)
        answer = self.client.request("POST", path, json={"delete": list(variant_ids)})
        return rows_of(answer.get("deleted"), "ids", method="POST", path=path)

    def create(self, product_id: str, variants: Sequence[dict], fields: str = "id") -> list[dict]:
        """Create variants of an existing product, with inventory items where they are managed.

        A variant that is new in a product update never gets an inventory item.

        :param variants: each with at least ``title`` and ``prices`` (may be empty)
        :return: the created rows, in arbitrary order
        """
        path = self._batch_path(product_id)
        params = [("fields", fields)]
        answer = self.client.request("POST", path, params=params, json={"create": list(variants)})
        return rows_of(answer, "created", method="POST", path=path)

    def update(self, product_id: str, variants: Sequence[dict], fields: str = "id") -> list[dict]:
        """Update variants that are known to be this product's, all of them or none.

        :param variants: each with its ``id``
        :return: the updated rows, in arbitrary order
        """
        path = self._batch_path(product_id)
        params = [("fields", fields)]
        answer = self.client.request("POST", path, params=params, json={"update": list(variants)})
        return rows_of(answer, "updated", method="POST", path=path)

    def find_by(
        self, key: Literal["sku", "barcode"], values: Sequence[str], fields: str
    ) -> list[dict]:
        """Find who holds a SKU or a barcode, in whichever product.

        :param str fields: as ``id,sku,product_id,product.external_id,metadata``
        :raise MedusaResponseError: the server ignored the filter
        """
        return list_filtered(self.client, VARIANTS, "variants", key, values, fields)

    @staticmethod
    def _batch_path(product_id: str) -> str:
        return f"/admin/products/{path_id(product_id)}/variants/batch"
