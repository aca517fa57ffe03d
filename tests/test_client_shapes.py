import json
from base64 import b64encode
from math import inf

from odoo.tests import BaseCase, tagged

from ..medusa.answers import parse_object, parse_served
from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaResponseError
from ..medusa.shapes import Row, find_misshapen
from .support.common import FakeMedusaMixin
from .support.lifecycle import FakeLifecycleCase

MANY = "x" * 256
# What no Medusa answers, and the name that is told.
ODD = (
    ({"products": 5}, "products"),
    ({"products": ["x"]}, "products"),
    ({"products": [{"id": "1", "variants": {"a": 1}}]}, "variants"),
    ({"products": [{"id": "1", "variants": ["x", None]}]}, "variants"),
    ({"products": [{"id": "1", "title": ["x"]}]}, "title"),
    ({"products": [{"id": {"a": 1}}]}, "id"),
    ({"product": {"id": MANY}}, "id"),
    ({"product": {"id": "1", "variants": [{"prices": [{"amount": "5"}]}]}}, "amount"),
    ({"product": {"id": "1", "variants": [{"prices": [{"amount": None}]}]}}, "amount"),
    ({"product": {"id": "1", "variants": [{"prices": [{"amount": 10**400}]}]}}, "amount"),
    ({"stores": [{"supported_currencies": [{"currency_code": MANY}]}]}, "currency_code"),
    ({"product": {"options": [{"values": None}]}}, "values"),
    ({"inventory_items": [{"location_levels": [{"stocked_quantity": True}]}]}, "stocked_quantity"),
)
# What it does answer.
RIGHT = (
    {"products": [None, {"id": "1", "sales_channels": [None, {"id": "2"}], "type": None}]},
    {"product": {"id": "1", "type": {"id": "2", "value": "Chair"}, "images": []}},
    {"product": {"id": "1", "metadata": {"id": 5, "variants": "theirs", "amount": []}}},
    {"product": {"id": "1", "variants": [{"prices": [{"amount": 10**17}]}]}},
    {"price_lists": [{"type": "sale", "rules": {"customer.groups.id": ["1"]}}]},
    {"price_lists": [{"price_list_rules": [{"attribute": "a", "value": ["1"]}]}]},
    {"tax_rate": {"id": "1", "rules": [{"reference_id": "2"}], "rate": 19.5, "code": None}},
    {"id": "1", "object": "product", "deleted": True},
    # What a shop has linked to it, with whatever it calls its own.
    {"product": {"id": "1", "brand": {"id": 5, "title": ["x"], "huge": 10**40}, "logos": [5]}},
    {"price": {"id": "1", "amount": 5, "raw_amount": {"value": 5, "precision": 20}}},
    {"created": [], "deleted": {"ids": ["1"]}},
    {"translations": [{"locale_code": "fr-FR", "translations": {"title": "Chaise"}}]},
)


@tagged("post_install", "-at_install")
class TestShapes(FakeMedusaMixin, BaseCase):
    """A field of another kind than Medusa's makes an answer unusable, wherever it stands."""

    def ask(self, body):
        self.fake.misbehave("answer", times=1, body=body)
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            return client.request("GET", "/admin/products")

    def test_odd(self):
        for body, name in ODD:
            with self.subTest(name), self.assertRaisesRegex(MedusaResponseError, f"“{name}”"):
                self.ask(body)

    def test_right(self):
        for body in RIGHT:
            with self.subTest(str(body)):
                self.assertEqual(self.ask(body), body)

    def test_what_is_put_right(self):
        """A link to what is gone, and metadata that no API would have taken."""
        item = {"id": "1", "variants": [None], "location_levels": [{"id": "2"}, None]}
        body = self.ask({"inventory_items": [item]})
        self.assertEqual(
            body["inventory_items"][0],
            {"id": "1", "variants": [], "location_levels": [{"id": "2"}]},
        )
        for metadata in ([], "x", 5):
            body = self.ask({"products": [{"id": "1", "metadata": metadata}]})
            self.assertEqual(body, {"products": [{"id": "1", "metadata": None}]})

    def test_the_record_is_named(self):
        product = {"id": "prod_7", "variants": [{"id": "variant_8", "sku": ["x"]}]}
        with self.assertRaisesRegex(MedusaResponseError, "“sku” of variant_8"):
            self.ask({"products": [{"id": "prod_6"}, product]})

    def test_too_large_for_any_reader(self):
        self.assertIsNone(parse_object(b'{"weight": 1e999}'))
        self.assertIsNone(parse_object(b'{"metadata": {"a": [-1e999]}}'))
        self.assertEqual(parse_object(b'{"weight": 1e2}'), {"weight": 100})

    def test_times_that_no_clock_knows(self):
        self.assertIsNone(parse_served("Fri, 31 Dec 9999 23:59:59 GMT"))
        self.assertEqual(parse_served("Fri, 31 Dec 2027 23:59:59 GMT").year, 2027)

    def test_what_is_missing(self):
        """Also of a text that had to be cleaned; a write may have been done."""
        for text in (b'{"product": {"id": "1"}}', rb'{"product": {"id": "a\u0000"}}'):
            row = parse_object(text)["product"]
            self.assertIsInstance(row, Row)
            self.assertIsNone(row.get("handle"))
            with self.assertRaisesRegex(MedusaResponseError, "“handle”") as caught:
                row["handle"]
            self.assertTrue(caught.exception.outcome_unknown)
        self.assertIsNone(find_misshapen(Row()))

    def test_the_key_as_a_name(self):
        """A server that repeats the key in what is right otherwise: it is kept nowhere."""
        key = self.fake.api_key
        sent = b64encode(f"{key}:".encode()).decode()
        answer = self.ask({"store": {"id": key, "name": f"<{sent}> {sent.rstrip('=')}"}})
        for secret in (key, sent.rstrip("=")):
            self.assertNotIn(secret, json.dumps(answer))


def _each_variant(spoil):
    def spoil_all(body):
        for product in body.get("products") or []:
            for variant in product.get("variants") or []:
                spoil(variant)

    return spoil_all


@tagged("post_install", "-at_install")
class TestOddStore(FakeLifecycleCase):
    """What a store answers otherwise than it promises is its failure, in words, wherever met."""

    def spoil(self, path, spoil):
        self.fake.behave()
        self.fake.misbehave("spoilt", f"GET {path}", spoil=spoil)

    def test_rooms(self):
        product = self.make_shirt(list_price=10)
        self.push(product)
        for name, spoil in {
            "kind": _each_variant(lambda row: row.update(prices=5)),
            "missing": _each_variant(lambda row: row.pop("id", None)),
            "infinite": lambda body: body.update(weight=inf),
        }.items():
            self.spoil("/admin/products", spoil)
            for ask in ("action_sync_now", "action_compare_all", "action_examine",
                        "action_take_over"):  # fmt: skip
                with self.subTest(name, ask=ask):
                    product.list_price += 1
                    getattr(self.backend, ask)()
                    run = self.work_through_queue()
                    types = {run.failure_type, *run.log_ids.mapped("failure_type")}
                    self.assertNotIn("internal", types, run.log_ids.mapped("message"))
                    self.backend.write({"paused_until": False, "failures": 0})
            with self.subTest(name, ask="explain"), self.enter_registry_test_mode():
                action = self.env["medusa.explanation"]._open_for(product, self.backend)
                page = self.env["medusa.explanation"].browse(action["res_id"])
                self.assertIn("bad", page.point_ids.mapped("tone"))
