"""Which image shows which variants. Medusa 2.21: products/[id]/images (since 2.11.2)."""

from __future__ import annotations

from collections.abc import Sequence

from .client import MedusaClient
from .products import PRODUCTS
from .urls import path_id


class ImageApi:
    """Assigns a product's images to its variants."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def assign(
        self, product_id: str, image_id: str, *, add: Sequence[str], remove: Sequence[str]
    ) -> None:
        """Show an image for some variants, and no longer for others.

        :param add: ids of variants of this product, which don't have it yet
        :param remove: ids of variants that have it
        """
        path = f"{PRODUCTS}/{path_id(product_id)}/images/{path_id(image_id)}/variants/batch"
        self.client.request("POST", path, json={"add": list(add), "remove": list(remove)})
