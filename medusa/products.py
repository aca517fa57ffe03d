"""Products. Medusa 2.21: medusa/dist/api/admin/products/{validators,middlewares,helpers}.js."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from .answers import response_error
from .client import MedusaClient
from .listing import list_filtered, rows_of
from .packing import batch_body
from .urls import path_id

PRODUCTS = "/admin/products"
BATCH = "/admin/products/batch"

Operation = Literal["create", "update", "delete"]
_RESULT_KEYS = {"create": "created", "update": "updated"}


class ProductApi:
    """Reads and writes products, many at a time."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def list_by(
        self, key: Literal["id", "external_id"], values: Sequence[str], fields: str
    ) -> list[dict]:
        """Read the products whose ``key`` is one of ``values``.

        :param values: any number; asked in as few requests as the URL's length allows
        :param str fields: Medusa's ``fields``, comma-separated, in place of the defaults
        :return: rows ordered by id within a request; none for an unknown value, several where
            an external_id is there more than once
        :raise MedusaResponseError: the server ignored the filter and answered other products
        """
        return list_filtered(self.client, PRODUCTS, "products", key, values, fields)

    def iter_pages(self, fields: str, page_size: int = 1000) -> Iterator[list[dict]]:
        """Read all products, ordered by id, in pages.

        Each page overlaps the one before by a row, so that a product which disappears
        meanwhile makes no other one slip through. Every product comes once; one that is created
        meanwhile may come or not.

        :param int page_size: rows a request, at least 2
        """
        seen: set[str] = set()
        offset = 0
        while True:
            rows = self._page(fields, offset, page_size)
            if offset and not (rows and rows[0]["id"] in seen):
                # Rows before this page are gone: step back until the pages overlap again.
                offset = max(0, offset - page_size)
                continue
            fresh = [row for row in rows if row["id"] not in seen]
            seen.update(row["id"] for row in fresh)
            if fresh:
                yield fresh
            if len(rows) < page_size:
                return
            offset += page_size - 1

    def count(self) -> int:
        """Return the number of products in the store."""
        params = [("fields", "id"), ("limit", "0")]
        count = self.client.request("GET", PRODUCTS, params=params).get("count")
        if not isinstance(count, int):
            raise response_error("the answer has no count", status=200, method="GET", path=PRODUCTS)
        return count

    def get(self, product_id: str, fields: str) -> dict:
        """Read one product.

        :raise MedusaNotFoundError: there is none with this id
        """
        path = f"{PRODUCTS}/{path_id(product_id)}"
        answer = self.client.request("GET", path, params=[("fields", fields)])
        if not isinstance(answer.get("product"), dict):
            raise response_error("the answer has no product", status=200, method="GET", path=path)
        return answer["product"]

    def batch(
        self, operation: Operation, encoded_items: Sequence[bytes], fields: str = "id"
    ) -> list[dict] | list[str]:
        """Create, update or delete products: one operation a call, all of it or nothing.

        A call that mixes operations is not possible by construction: when one of them fails,
        Medusa's compensation loses prices, tags and images of the others
        (core-flows/dist/pricing/steps/update-price-sets.js).

        :param operation: "create", "update" or "delete"
        :param encoded_items: each the JSON of one product; for a deletion, of its id
        :param str fields: what to answer of each product
        :return: rows in ARBITRARY order; the ids for a deletion, whether they existed or not
        :raise MedusaNotFoundError: one of the updated ids does not exist; nothing was done
        :raise MedusaConflictError: a handle, SKU or barcode is taken; nothing was done
        """
        body = batch_body(operation, encoded_items)
        answer = self.client.request("POST", BATCH, params=[("fields", fields)], body=body)
        if operation == "delete":
            return rows_of(answer.get("deleted"), "ids", method="POST", path=BATCH)
        return rows_of(answer, _RESULT_KEYS[operation], method="POST", path=BATCH)

    def _page(self, fields: str, offset: int, limit: int) -> list[dict]:
        params = [
            ("fields", fields),
            ("order", "id"),
            ("offset", str(offset)),
            ("limit", str(limit)),
        ]
        answer = self.client.request("GET", PRODUCTS, params=params)
        return rows_of(answer, "products", method="GET", path=PRODUCTS)
