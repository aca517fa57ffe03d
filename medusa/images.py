"""Which image shows which variants, since Medusa 2.11.2 (docs/medusa-api.md#images-of-variants)."""

from __future__ import annotations

from collections.abc import Sequence

from .client import MedusaClient
from .resource import Resource


class ImageVariants(Resource):
    """The variants that one image of a product shows."""

    route = "/admin/products/{}/images/{}/variants/batch"


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
        ImageVariants(self.client, product_id, image_id).link(add=add, remove=remove)
