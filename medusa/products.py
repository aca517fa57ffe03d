"""Products. Medusa 2.21: medusa/dist/api/admin/products/{validators,middlewares,helpers}.js."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .answers import response_error
from .paging import LONG_PAGE
from .resource import Operation, Resource


class ProductApi(Resource):
    """Reads and writes products, many at a time.

    ``list_by`` takes ``id`` and ``external_id``; there may be several products of one
    ``external_id`` (docs/medusa-api.md#external-id-is-not-unique).
    """

    route, many, one = "/admin/products", "products", "product"

    def count(self) -> int:
        """Return the number of products in the store.

        :raise MedusaResponseError: the answer doesn't say
        """
        params = [("fields", "id"), ("limit", "0")]
        count = self.client.request("GET", self.path, params=params).get("count")
        if not isinstance(count, int):
            raise response_error("the answer has no count", method="GET", path=self.path)
        return count

    def iter_sorted_by(self, name: str, term_id: str) -> Iterator[list[dict]]:
        """Read the products that have a term (docs/medusa-api.md#products-are-asked-by-term).

        :param str name: ``category_id``, ``tag_id``, ``type_id`` or ``collection_id``
        :return: rows of `id` and `metadata`
        """
        return self.query("id,metadata").narrow(name, [term_id]).iter_pages(LONG_PAGE)

    def batch(
        self, operation: Operation, encoded_items: Sequence[bytes], fields: str | None = "id"
    ) -> list[dict] | list[str]:
        """Create, update or delete products: one operation a call, all of it or nothing.

        A call that mixes operations is not possible by construction: when one of them fails,
        Medusa loses prices, tags and images of the others
        (docs/medusa-api.md#mixed-batches-lose-data).

        :param operation: "create", "update" or "delete"
        :param encoded_items: each the JSON of one product; for a deletion, of its id
        :param str fields: what to answer of each product
        :return: rows in ARBITRARY order; the ids for a deletion, whether they existed or not
        :raise MedusaNotFoundError: one of the updated ids does not exist; nothing was done
        :raise MedusaConflictError: a handle, SKU or barcode is taken; nothing was done
        """
        return super().batch(operation, encoded_items, fields)
