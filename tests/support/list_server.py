"""A store that has one list, and trouble with it."""

from odoo.tests import BaseCase

from ...medusa.client import MedusaClient
from ...medusa.exceptions import MedusaResponseError
from ...medusa.products import ProductApi
from ..fake_medusa.responses import json_response
from .common import FakeMedusaMixin

# Under each of these the same rows are answered: one server for every kind of list.
KEYS = (
    *("products", "variants", "sales_channels", "reservations", "prices", "price_lists"),
    *("product_tags", "translations", "stock_locations", "inventory_items"),
)
ROW = {
    "external_id": "7",
    "location_id": "sloc_1",
    "inventory_item_id": "iitem_1",
    "quantity": 1,
    "created_at": "2026-01-01T00:00:00.000Z",
}


class ListServer:
    """Answers every GET with a page of its list, as Medusa does, unless a test says otherwise.

    :param int count: of rows in the beginning, ``id_0010``, ``id_0020`` and so on
    :ivar ids: the rows that are there now
    :ivar stayed: the rows that were there all the time
    :ivar asked: the (offset, limit) of each request
    """

    def __init__(self, count=0):
        self.ids = [f"id_{number:04d}" for number in range(10, 10 * count + 10, 10)]
        self.stayed = set(self.ids)
        self.asked = []
        # Replaced by tests: what happens before an answer, and which rows it holds.
        self.meanwhile = lambda: None
        self.page = lambda offset, limit: self.ids[offset : offset + limit]
        self.extra = {}

    def remove(self, *ids):
        """Let rows disappear."""
        self.ids = [row_id for row_id in self.ids if row_id not in ids]
        self.stayed.difference_update(ids)

    def add(self, *ids):
        """Let rows appear, each in its place."""
        self.ids = sorted({*self.ids, *ids})

    def handle(self, request, timeout=None):
        """Answer a prepared request."""
        query = dict(pair.split("=", 1) for pair in request.url.partition("?")[2].split("&"))
        place = int(query["offset"]), int(query["limit"])
        if self.asked:
            self.meanwhile()
        self.asked.append(place)
        rows = [row_id and {**ROW, "id": row_id} for row_id in self.page(*place)]
        return json_response(request, 200, {**dict.fromkeys(KEYS, rows), **self.extra})


class PagingCase(FakeMedusaMixin, BaseCase):
    """Reads the products of a ``ListServer``."""

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)
        self.products = ProductApi(self.client)
        self.serve(0)

    def serve(self, count):
        """Put a new list behind the client."""
        self.server = ListServer(count)
        self.fake.handle = self.server.handle

    def read(self, size, between=lambda seen: None):
        """Return all ids; ``between`` is called with those so far after each page."""
        seen = []
        for page in self.products.iter_pages("id", size):
            self.assertTrue(page, "an empty page")
            seen += [row["id"] for row in page]
            between(seen)
        self.assertEqual(len(seen), len(set(seen)), "a row came twice")
        self.assertLessEqual(self.server.stayed, set(seen), "a row was left out")
        return seen

    def assert_endless(self, size, most):
        """Check that reading fails, after so many requests at the most; return the error."""
        with self.assertRaises(MedusaResponseError) as caught:
            self.read(size)
        self.assertLessEqual(len(self.server.asked), most)
        self.assertFalse(caught.exception.outcome_unknown)
        self.assertTrue(caught.exception.retryable)
        self.assertIn("has no end", caught.exception.message)
        self.assertEqual(caught.exception.path, "/admin/products")
        return caught.exception
