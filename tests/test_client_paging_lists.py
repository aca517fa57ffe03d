from unittest.mock import patch

from odoo.tests import tagged

from ..medusa import inventory, resource
from ..medusa.exceptions import MedusaResponseError
from ..medusa.inventory import InventoryApi, InventoryItems
from ..medusa.locations import StockLocationApi
from ..medusa.pricing import PricingApi
from ..medusa.stores import StoreApi
from ..medusa.terms import TermApi
from ..medusa.translations import TranslationApi
from .support.list_server import PagingCase


@tagged("post_install", "-at_install")
class TestClientPagingEverywhere(PagingCase):
    """Every list is read the same way."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(resource, "LIST_PAGE", 4))
        self.startPatcher(patch.object(inventory, "LIST_PAGE", 4))

    def readers(self):
        """Return how each list is read, as {name: function that returns how many rows}."""
        pricing, stock = PricingApi(self.client), InventoryApi(self.client)
        return {
            "products": lambda: sum(map(len, self.products.iter_pages("id", 4))),
            "channels": lambda: len(StoreApi(self.client).list_sales_channels()),
            "locations": lambda: len(StockLocationApi(self.client).list_all()),
            "reservations": lambda: len(stock.list_reservations(["sloc_1"])),
            "price lists": lambda: len(pricing.list_price_lists()),
            "prices": lambda: sum(map(len, pricing.iter_prices("plist_1", page_size=4))),
            "terms": lambda: len(TermApi(self.client, "tag").list_all()),
        }

    def test_rows_disappear_and_appear(self):
        for name in self.readers():
            with self.subTest(name=name):
                self.serve(12)
                self.server.meanwhile = lambda: self.server.remove(self.server.ids[0])
                self.assertEqual(self.readers()[name](), 12)
                self.assertGreater(len(self.server.asked), 3)

    def test_offset_ignored(self):
        for name in self.readers():
            with self.subTest(name=name):
                self.serve(12)
                self.server.page = lambda offset, limit: self.server.ids[:limit]
                with self.assertRaises(MedusaResponseError):
                    self.readers()[name]()
                self.assertLess(len(self.server.asked), 10)

    # By a filter

    def by_external_id(self):
        return [row["id"] for row in self.products.list_by("external_id", ["7"], "id")]

    def test_filtered_rows_disappear(self):
        self.serve(120)
        self.server.meanwhile = lambda: self.server.remove(self.server.ids[0])
        found = self.by_external_id()
        self.assertEqual(len(found), len(set(found)))
        self.assertLessEqual(self.server.stayed, set(found))

    def test_filtered_pages_without_end(self):
        self.serve(120)
        self.server.page = lambda offset, limit: self.server.ids[:limit]
        with self.assertRaises(MedusaResponseError):
            self.by_external_id()
        self.assertLess(len(self.server.asked), 10)

    def test_filter_is_checked_on_every_page(self):
        self.serve(120)
        self.server.meanwhile = lambda: self.server.extra.update(
            products=[{"id": self.server.ids[51], "external_id": "7"}, {"id": "id_x"}]
        )
        with self.assertRaises(MedusaResponseError) as caught:
            self.by_external_id()
        self.assertIn("ignored the filter", caught.exception.message)

    def test_row_that_changes_its_value_comes_once(self):
        # It moves to a value that is asked by the next request.
        self.serve(1)
        values = [f"{number:05d}" for number in range(400)]
        self.server.page = lambda offset, limit: self.server.ids
        self.server.extra = {"products": [{"id": "id_0010", "external_id": values[0]}]}
        self.server.meanwhile = lambda: self.server.extra.update(
            products=[{"id": "id_0010", "external_id": values[-1]}]
        )
        [row] = self.products.list_by("external_id", values, "id")
        self.assertEqual((row["external_id"], len(self.server.asked)), (values[-1], 2))

    def test_no_value_is_no_request(self):
        stock = InventoryApi(self.client)
        self.assertEqual(self.products.list_by("id", []), [])
        self.assertEqual(stock.list_reservations([]), [])
        self.assertEqual(stock.find_items([]), {})
        self.assertEqual(TranslationApi(self.client).list_of([]), [])
        self.assertEqual(InventoryItems(self.client).list_by("sku", iter(())), [])
        self.assertEqual(self.server.asked, [])
