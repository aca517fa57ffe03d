"""Variants. Medusa 2.21: products/validators.js, product-variants/validators.js."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .client import MedusaClient
from .filters import list_holders
from .packing import encode
from .resource import Resource


class Variants(Resource):
    """Variants of whichever product: who holds a SKU, what has which inventory items."""

    route, many, one = "/admin/product-variants", "variants", "variant"

    def list_holders(self, wanted: Mapping[str, Iterable[str]]) -> list[dict]:
        """Return who has one of these values: rows of id, product_id and the columns asked for.

        :param wanted: {"sku" or "barcode": values}
        :raise MedusaResponseError: the server ignored the filter and answered other variants
        """
        return list_holders(self.query(",".join(("id", "product_id", *wanted))), wanted)


class ProductVariants(Resource):
    """The variants of one product, changed apart from it."""

    route, many, one = "/admin/products/{}/variants", "variants", "variant"


class VariantApi:
    """What can't be done with a variant through its product."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def delete(self, product_id: str, variant_ids: Sequence[str]) -> list[str]:
        """Delete variants of a product, with their inventory items.

        Leaving a variant out of a product update deletes it too, but its inventory item stays
        behind and blocks the SKU (docs/medusa-api.md#variants-missing-are-deleted).

        :return: the ids; unknown ones are no error
        :raise MedusaValidationError: reservations exist for one of them; nothing was done
        """
        encoded = [encode(variant_id) for variant_id in variant_ids]
        return ProductVariants(self.client, product_id).batch("delete", encoded)

    def update(self, product_id: str, variants: Sequence[dict], fields: str = "id") -> list[dict]:
        """Update variants that are known to be this product's, all of them or none.

        :param variants: each with its ``id``
        :param str fields: what to answer of each
        :return: the updated rows, in arbitrary order
        """
        encoded = [encode(variant) for variant in variants]
        return ProductVariants(self.client, product_id).batch("update", encoded, fields)
