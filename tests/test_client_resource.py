from odoo.tests import BaseCase, tagged

from ..medusa.client import MedusaClient
from ..medusa.exceptions import (
    MedusaAuthenticationError,
    MedusaConflictError,
    MedusaNotFoundError,
    MedusaResponseError,
)
from ..medusa.inventory import InventoryApi
from ..medusa.locations import StockLocationApi
from ..medusa.packing import encode
from ..medusa.pricing import PricingApi, is_currency
from ..medusa.products import ProductApi
from ..medusa.stores import StoreApi
from ..medusa.terms import KINDS, TermApi
from ..medusa.translations import TranslationApi
from ..medusa.uploads import SentFile, UploadApi
from .support.common import FakeMedusaMixin

NO_ROWS = ({}, {"price_list": None}, {"price_list": []}, {"price_list": {"title": "x"}})


@tagged("post_install", "-at_install")
class TestClientResource(FakeMedusaMixin, BaseCase):
    """What all records have in common: one of them read, made, changed, deleted; many at once."""

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)
        self.tags = TermApi(self.client, "tag")
        self.pricing = PricingApi(self.client)

    def paths(self):
        return [(recorded.method, recorded.path) for recorded in self.fake.requests]

    def test_a_record_lives_and_dies(self):
        for kind, declared in KINDS.items():
            with self.subTest(kind=kind):
                terms = TermApi(self.client, kind)
                self.fake.forget_requests()
                values = {declared.label: "One", "external_id": "1"}
                term_id = terms.create(values)
                terms.update(term_id, {declared.label: "Two"})
                [row] = terms.list_all()
                self.assertEqual((row["id"], row[declared.label]), (term_id, "Two"))
                self.assertEqual(set(row), set(declared.fields.split(",")))
                terms.delete(term_id)
                terms.delete(term_id)
                self.assertEqual(terms.list_all(), [])
                one = f"{declared.path}/{term_id}"
                expected = [("POST", declared.path), ("POST", one), ("GET", declared.path),
                            ("DELETE", one), ("DELETE", one), ("GET", declared.path)]  # fmt: skip
                self.assertEqual(self.paths(), expected)

    def test_what_is_not_there(self):
        products = ProductApi(self.client)
        self.assertFalse(products.has("prod_nope"))
        with self.assertRaises(MedusaNotFoundError):
            products.read("prod_nope")
        # A category answers 200 and nothing.
        for kind in KINDS:
            with self.subTest(kind=kind), self.assertRaises(MedusaNotFoundError) as caught:
                TermApi(self.client, kind).update("nope", {})
            self.assertEqual(caught.exception.method, "POST")

    def test_deletion_of_what_the_server_does_not_know(self):
        self.fake.misbehave("not_found")
        self.tags.delete("ptag_1")
        UploadApi(self.client).delete("file")
        self.pricing.delete_price_list("plist_1")
        self.assertEqual(len(self.fake.requests), 3)

    def test_other_failures_are_told(self):
        self.fake.misbehave("forbidden")
        for call in (
            lambda: self.tags.delete("ptag_1"),
            lambda: self.pricing.find_price_list("plist_1"),
            TranslationApi(self.client).is_available,
        ):
            with self.assertRaises(MedusaAuthenticationError):
                call()

    def test_taken(self):
        self.tags.create({"value": "red"})
        with self.assertRaises(MedusaConflictError) as caught:
            self.tags.create({"value": "red"})
        self.assertEqual(caught.exception.value, "red")

    def test_an_id_is_one_segment_of_a_path(self):
        self.fake.misbehave("answer", body={"price_list": {"id": "x"}, "prices": []})
        self.pricing.update_price_list("a/../b?c", {})
        list(self.pricing.iter_prices("a/../{}"))
        paths = [path for _method, path in self.paths()]
        self.assertEqual(
            paths,
            ["/admin/price-lists/a%2F..%2Fb%3Fc", "/admin/price-lists/a%2F..%2F%7B%7D/prices"],
        )

    # Answers that are not what they should be

    def test_answer_without_the_record(self):
        for body in NO_ROWS:
            with self.subTest(body=body):
                self.fake.misbehave("answer", body=body)
                with self.assertRaises(MedusaResponseError) as caught:
                    self.pricing.create_price_list({})
                self.assertTrue(caught.exception.outcome_unknown)
                with self.assertRaises(MedusaResponseError) as caught:
                    self.pricing.find_price_list("plist_1")
                self.assertFalse(caught.exception.outcome_unknown)
                self.fake.behave()

    def test_answer_to_a_change_without_the_record(self):
        for body in NO_ROWS[1:]:
            self.fake.misbehave("answer", body=body)
            with self.assertRaises(MedusaResponseError) as caught:
                self.pricing.update_price_list("plist_1", {})
            self.assertTrue(caught.exception.outcome_unknown)

    def test_answer_to_a_batch(self):
        translations = TranslationApi(self.client)
        for body in ({}, {"created": {}}, {"created": [5]}, {"created": [{}]}):
            self.fake.misbehave("answer", body=body)
            with self.assertRaises(MedusaResponseError) as caught:
                translations.batch("create", [encode({})])
            self.assertTrue(caught.exception.outcome_unknown)

    def test_answer_to_an_upload(self):
        for files in (
            None,
            [],
            [{}],
            [{"id": "x"}],
            [{"id": "x", "url": 5}],
            [{"url": "http://x"}],
        ):
            with self.subTest(files=files):
                self.fake.misbehave("answer", body={"files": files})
                with self.assertRaises(MedusaResponseError):
                    UploadApi(self.client).upload([SentFile("a.png", b"x", "image/png")])

    def test_rows_of_another_form(self):
        """A row that lacks what was asked is the server's fault, not a crash."""
        inventory = InventoryApi(self.client)
        whole = {"id": "x", "inventory_item_id": "i", "location_id": "l", "created_at": ""}
        for key, rows, read in (
            ("reservations", [whole], lambda: inventory.list_reservations(["l"])),
            ("reservations", [{**whole, "quantity": "many"}],
             lambda: inventory.list_reservations(["l"])),
            ("variants", [{"id": "v", "inventory_items": [5]}],
             lambda: inventory.read_variants(["v"])),
            ("prices", [{"id": "p", "price_set": 5}],
             lambda: list(self.pricing.iter_prices("plist_1"))),
            ("stock_locations", [{"id": "s", "sales_channels": [5]}],
             StockLocationApi(self.client).list_all),
            ("stores", [{"id": "s", "supported_currencies": [{}]}], StoreApi(self.client).probe),
            ("stores", [{"id": "s", "supported_currencies": 5}], StoreApi(self.client).probe),
        ):  # fmt: skip
            with self.subTest(rows=rows):
                self.fake.misbehave("answer", body={key: rows})
                with self.assertRaises(MedusaResponseError) as caught:
                    read()
                self.assertNotIn("many", caught.exception.message)

    def test_preferences_of_another_form(self):
        rows = [
            {"id": "a", "attribute": "currency_code", "value": None, "is_tax_inclusive": True},
            {"id": "b", "attribute": "region_id", "value": "reg_1", "is_tax_inclusive": True},
            {"id": "c", "attribute": "currency_code", "value": "EUR", "is_tax_inclusive": True},
            {"id": "d", "attribute": "currency_code", "value": "usd", "is_tax_inclusive": True},
        ]
        self.fake.misbehave("answer", body={"price_preferences": rows})
        settings = self.pricing.get_tax_settings()
        self.assertEqual([code for code in settings if is_currency(code)], ["usd"])
        self.assertTrue(settings["usd"] and settings["reg_1"])

    def test_flags_of_another_form(self):
        for flags in (None, [], "x", {}):
            self.fake.misbehave("answer", body={"feature_flags": flags})
            self.assertFalse(TranslationApi(self.client).is_available())
