from odoo.tests import BaseCase, tagged

from ..medusa.client import MedusaClient
from ..medusa.exceptions import (
    MedusaAuthenticationError,
    MedusaResponseError,
    MedusaTooLargeError,
    NotMedusaError,
)
from ..medusa.options import OptionApi
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from ..medusa.stores import StoreApi
from ..medusa.variants import VariantApi
from .support.common import FakeMedusaMixin

PRODUCTS = "/admin/products"


@tagged("post_install", "-at_install")
class TestClientLists(FakeMedusaMixin, BaseCase):
    """Lists come whole, answers are checked, and no answer is taken for what it is not."""

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)
        self.products = ProductApi(self.client)
        self.store = StoreApi(self.client)

    def make(self, count, **values):
        """Put products into the store; return their ids, sorted."""
        items = [
            {
                "title": f"Shirt {number}",
                "external_id": str(number),
                "options": [{"title": "Size", "values": ["S"]}],
                **values,
            }
            for number in range(count)
        ]
        self.fake.call("POST", f"{PRODUCTS}/batch", {"create": items})
        return sorted(self.fake.state.products)

    def delete(self, *ids):
        self.fake.call("POST", f"{PRODUCTS}/batch", {"delete": list(ids)})

    def queries(self):
        return [dict(recorded.query) for recorded in self.fake.requests]

    # list_by

    def test_filter_in_few_requests(self):
        self.make(450)
        asked = [str(number) for number in range(450)]
        rows = self.products.list_by("external_id", asked, "id,title")
        self.assertEqual({row["external_id"] for row in rows}, set(asked))
        self.assertEqual(len(self.fake.requests), 2)

    def test_each_value_is_asked_once(self):
        self.make(1)
        rows = self.products.list_by("external_id", ["0", "0"], "id")
        self.assertEqual(len(rows), 1)
        names = [name for name, _value in self.fake.requests[0].query]
        self.assertEqual(names.count("external_id[]"), 1)

    def test_limit_is_always_sent(self):
        self.make(3)
        self.products.list_by("external_id", ["0"], "id")
        self.products.count()
        list(self.products.iter_pages("id"))
        self.store.probe()
        for recorded in self.fake.requests:
            if recorded.path != "/admin/stores":
                self.assertIn("limit", dict(recorded.query), recorded.path)

    def test_more_rows_than_values(self):
        self.make(120, external_id="7")
        rows = self.products.list_by("external_id", ["7"], "id")
        self.assertEqual(len({row["id"] for row in rows}), 120)

    def test_foreign_rows_are_an_error(self):
        self.make(3)
        foreign = {"products": [{"id": "prod_x", "external_id": "99"}], "count": 1}
        self.fake.misbehave("answer", PRODUCTS, body=foreign)
        with self.assertRaises(MedusaResponseError):
            self.products.list_by("external_id", ["0"], "id")
        with self.assertRaises(MedusaResponseError):
            self.products.list_by("id", ["prod_y"], "id")

    def test_answer_without_rows(self):
        for body in ({}, {"products": None}, {"products": {}}):
            self.fake.misbehave("answer", PRODUCTS, body=body)
            for read in (
                lambda: self.products.list_by("id", ["a"], "id"),
                lambda: list(self.products.iter_pages("id")),
                self.products.count,
            ):
                with self.assertRaises(MedusaResponseError) as caught:
                    read()
                self.assertFalse(caught.exception.outcome_unknown)

    def test_answer_to_a_write_without_rows(self):
        self.fake.misbehave("answer", body={"deleted": []})
        for operation in ("create", "update", "delete"):
            with self.assertRaises(MedusaResponseError) as caught:
                self.products.batch(operation, [])
            self.assertTrue(caught.exception.outcome_unknown)
        with self.assertRaises(MedusaResponseError):
            VariantApi(self.client).delete("prod_x", ["variant_x"])

    def test_proxy_with_a_shorter_url(self):
        self.make(40)
        self.fake.misbehave("uri_too_long", lambda recorded: len(recorded.query) > 20)
        asked = [str(number) for number in range(40)]
        rows = self.products.list_by("external_id", asked, "id")
        self.assertEqual({row["external_id"] for row in rows}, set(asked))
        self.fake.misbehave("uri_too_long")
        with self.assertRaises(MedusaTooLargeError):
            self.products.list_by("external_id", asked, "id")

    # iter_pages

    def pages(self, page_size, meanwhile=None):
        """Read all pages; call ``meanwhile`` with the ids seen so far after each."""
        seen = []
        for page in self.products.iter_pages("id", page_size):
            self.assertTrue(page)
            seen += [row["id"] for row in page]
            if meanwhile:
                meanwhile(list(seen))
        self.assertEqual(len(seen), len(set(seen)), "a product came twice")
        return seen

    def test_pages(self):
        for count in (0, 1, 2, 3, 4, 5, 9):
            ids = self.make(count) if count else []
            for page_size in (2, 3, 4, 10):
                with self.subTest(count=count, page_size=page_size):
                    self.assertEqual(self.pages(page_size), ids)
            self.delete(*ids)

    def remove_first(self, count):
        """Return a ``meanwhile`` that deletes the first rows once they have been read."""
        removed = []

        def remove(seen):
            if len(seen) >= count and not removed:
                removed.extend(seen[:count])
                self.delete(*removed)

        return remove

    def test_removed_rows_hide_no_other(self):
        for gone in (1, 2, 3, 5):
            for page_size in (2, 3, 5):
                with self.subTest(gone=gone, page_size=page_size):
                    ids = self.make(12)
                    self.assertEqual(self.pages(page_size, self.remove_first(gone)), ids)
                    self.delete(*self.fake.state.products)

    def test_all_rows_removed(self):
        self.make(9)

        def remove(seen):
            self.delete(*self.fake.state.products)

        self.assertEqual(len(self.pages(3, remove)), 3)

    def test_added_rows_hide_no_other(self):
        ids = self.make(9)
        added = []

        def add(seen):
            if not added:
                added.append(True)
                options = [{"title": "Size", "values": ["S"]}]
                self.fake.call("POST", PRODUCTS, {"title": "New", "options": options})

        self.assertLessEqual(set(ids), set(self.pages(4, add)))

    # probe

    def test_probe(self):
        info = self.store.probe()
        self.assertEqual(info.name, "Medusa Store")
        self.assertEqual((info.currencies, info.default_currency), (["eur"], "eur"))
        self.assertEqual(info.default_sales_channel_name, "Default Sales Channel")
        self.assertTrue(info.has_product_options)
        self.assertTrue(all(info.rights.read.values()))
        self.assertFalse(self.fake.writes)

    def test_probe_of_an_old_medusa(self):
        self.fake.has_product_options = False
        self.assertFalse(self.store.probe().has_product_options)
        self.assertFalse(OptionApi(self.client).is_available())

    def test_probe_of_something_else(self):
        for kind, details in (
            ("html", {}),
            ("not_found", {}),
            ("truncated", {}),
            ("answer", {"body": {"version": 1}}),
            ("answer", {"body": {"stores": []}}),
            ("answer", {"body": {"stores": [{"name": "x"}]}}),
            ("answer", {"body": {"stores": ["x"]}}),
            ("answer", {"body": []}),
        ):
            with self.subTest(kind=kind, details=details):
                self.fake.misbehave(kind, **details)
                with self.assertRaises(NotMedusaError) as caught:
                    self.store.probe()
                self.assertFalse(caught.exception.retryable)
                self.fake.behave()

    def test_probe_with_a_key_of_few_rights(self):
        for path, right in (
            ("/admin/sales-channels", "sales_channels"),
            ("/admin/shipping-profiles", "shipping_profiles"),
            (PRODUCTS, "products"),
            ("/admin/product-options", "product_options"),
        ):
            with self.subTest(right=right):
                self.fake.misbehave("forbidden", path)
                info = self.store.probe()
                self.fake.behave()
                refused = [name for name, allowed in info.rights.read.items() if not allowed]
                self.assertEqual(refused, [right])
                self.assertTrue(info.has_product_options)

    def test_probe_with_a_wrong_key(self):
        client = MedusaClient(self.fake.url, "sk_wrong")
        with self.assertRaises(MedusaAuthenticationError):
            StoreApi(client).probe()

    def test_probe_with_a_key_that_is_revoked_meanwhile(self):
        self.fake.misbehave("unauthorized", "/admin/sales-channels")
        with self.assertRaises(MedusaAuthenticationError):
            self.store.probe()

    def test_probe_of_a_store_without_default_channel(self):
        store_id = next(iter(self.fake.state.stores))
        self.fake.state.update("stores", store_id, default_sales_channel_id=None)
        info = self.store.probe()
        self.assertIsNone(info.default_sales_channel_id)
        self.assertIsNone(info.default_sales_channel_name)

    def test_long_list_comes_whole(self):
        for number in range(1100):
            row = {"id": self.fake.state.new_id("sc"), "name": f"Channel {number}"}
            self.fake.state.insert("sales_channels", row)
        self.assertEqual(len(self.store.list_sales_channels()), 1101)

    def test_null_rows_are_left_out(self):
        self.fake.misbehave("answer", body={"sales_channels": [None, {"id": "sc_1"}]})
        self.assertEqual(self.store.list_sales_channels(), [("sc_1", "")])

    # one operation a call

    def test_batches_hold_one_operation(self):
        (product_id,) = self.make(1)
        self.products.batch(
            "create", [encode({"title": "A", "options": [{"title": "S", "values": ["x"]}]})]
        )
        self.products.batch("update", [encode({"id": product_id, "title": "B"})])
        self.products.batch("delete", [encode(product_id)])
        operations = [recorded.operations() for recorded in self.fake.writes]
        self.assertEqual(operations, [["create"], ["update"], ["delete"]])
        self.assertEqual(self.fake.mixed_batches, [])
