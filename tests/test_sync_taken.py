from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..sync.identity import Databases
from ..sync.push import ChunkPush
from .support.common import FakeMedusaMixin
from .support.payloads import make_job, make_payload, make_variant

BATCH = "/admin/products/batch"
VARIANTS = "/admin/product-variants"
ITEMS = "/admin/inventory-items"


class TestTaken(FakeMedusaMixin, BaseCase):
    """What another product of the store holds is asked before anything is sent."""

    def push(self, *jobs):
        """Return {external_id: outcome}."""
        self.fake.forget_requests()
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            chunk = ChunkPush(client, Databases("ours"))
            outcomes = chunk.run(list(jobs))
        self.assertFalse(chunk.store_error)
        return {outcome.job.external_id: outcome for outcome in outcomes}

    def make(self, key, medusa_id=None, **fields):
        """Return a job with one variant, or with several where lists of values are given."""
        rows = [make_variant(f"{key}0", **fields)]
        return make_job(key, make_payload(key, rows), medusa_id=medusa_id)

    def hold(self, name, **variant):
        """Let a product of another origin hold values."""
        variant = {"title": "X", "options": {"Default": "Default"}, "prices": [], **variant}
        body = {
            "title": name,
            "options": [{"title": "Default", "values": ["Default"]}],
            "variants": [variant],
        }
        return self.fake.call("POST", "/admin/products", body)["product"]["id"]

    def paths(self, method="GET"):
        return [row.path for row in self.fake.requests if row.method == method]

    def assertTaken(self, outcome, entity, field, value):
        error = outcome.error
        self.assertIsInstance(error, MedusaConflictError)
        self.assertEqual((error.entity, error.field, error.value), (entity, field, value))
        self.assertEqual(error.message, f"{entity} with {field}: {value}, already exists.")

    def test_new_products_are_asked_for_in_one_read(self):
        outcomes = self.push(*(self.make(k, sku=f"S{k}", barcode=f"B{k}") for k in range(1, 9)))
        self.assertFalse(any(outcome.error for outcome in outcomes.values()))
        self.assertEqual(self.paths(), ["/admin/products", VARIANTS])
        self.assertEqual(self.paths("POST"), [BATCH])

    def test_items_are_asked_for_where_stock_is_counted(self):
        self.push(self.make(1, sku="S1", manage_inventory=True))
        self.assertEqual(self.paths(), ["/admin/products", VARIANTS, ITEMS])

    def test_nothing_wanted_is_nothing_asked(self):
        self.push(self.make(1))
        self.assertEqual(self.paths(), ["/admin/products"])

    def test_change_of_nothing_unique_asks_nothing(self):
        found = self.push(self.make(1, sku="A", barcode="B"))
        self.push(self.make(1, found["1"].medusa_id, sku="A", barcode="B", title="Other"))
        self.assertEqual(self.paths(), ["/admin/products"])
        self.assertEqual(self.paths("POST"), [BATCH])

    def test_many_culprits_cost_no_call(self):
        for key in range(1, 61):
            self.hold(f"Other {key}", **{"sku" if key % 2 else "barcode": f"V{key}"})
        jobs = [self.make(key, sku=f"V{key}", barcode=f"V{key}") for key in range(1, 81)]
        outcomes = self.push(*jobs)
        self.assertEqual(self.paths("POST"), [BATCH])
        self.assertEqual(len(self.fake.writes[0].body["create"]), 20)
        self.assertTaken(outcomes["1"], "Product variant", "sku", "V1")
        self.assertTaken(outcomes["2"], "Product variant", "barcode", "V2")

    def test_update_that_takes_a_value(self):
        found = self.push(*(self.make(key, sku=f"S{key}") for key in (1, 2)))
        self.hold("Other", sku="TAKEN", barcode="TAKEN-B")
        outcomes = self.push(
            self.make(1, found["1"].medusa_id, sku="TAKEN"),
            self.make(2, found["2"].medusa_id, sku="S2", barcode="TAKEN-B"),
        )
        self.assertTaken(outcomes["1"], "Product variant", "sku", "TAKEN")
        self.assertTaken(outcomes["2"], "Product variant", "barcode", "TAKEN-B")
        self.assertFalse(self.fake.writes)

    def test_handle_that_odoo_owns(self):
        found = self.push(self.make(1))
        self.fake.call("POST", f"/admin/products/{self.hold('Other')}", {"handle": "wanted"})
        job = self.make(1, found["1"].medusa_id)
        job.payload |= {"owners": {"handle": "always"}, "slug": "wanted"}
        self.assertTaken(self.push(job)["1"], "Product", "handle", "wanted")
        self.assertFalse(self.fake.writes)

    def test_one_product_that_wants_a_value_twice(self):
        rows = [make_variant(10, sku="A"), make_variant(11, sku="A")]
        outcomes = self.push(make_job(1, make_payload(1, rows)), self.make(2, sku="A"))
        self.assertTaken(outcomes["1"], "Product variant", "sku", "A")
        self.assertFalse(outcomes["2"].error, "The first one that can have it gets it.")

    def test_item_that_kept_its_variants_former_sku(self):
        other = self.hold("Other", sku="OLD", manage_inventory=True)
        self.fake.call(
            "POST",
            f"/admin/products/{other}/variants/{self.fake.products[0]['variants'][0]['id']}",
            {"sku": "NEW"},
        )
        outcomes = self.push(self.make(1, sku="OLD", manage_inventory=True))
        self.assertTaken(outcomes["1"], "Inventory item", "sku", "OLD")
        self.assertFalse(self.fake.writes)
        outcomes = self.push(self.make(1, sku="OLD"))
        self.assertFalse(outcomes["1"].error, "What isn't counted needs no item.")

    def test_item_without_a_variant_is_used_at_once(self):
        item = self.fake.call("POST", ITEMS, {"sku": "A"})["inventory_item"]["id"]
        outcomes = self.push(self.make(1, sku="A", manage_inventory=True), self.make(2, sku="B"))
        self.assertEqual(self.paths("POST"), [BATCH])
        self.assertEqual(outcomes["1"].item_ids, {"10": [item]})

    def test_value_that_was_taken_after_it_was_asked_for(self):
        def take(row):
            if row.path == BATCH and not self.fake.products:
                for key in (2, 5):
                    self.hold(f"Other {key}", sku=f"S{key}")
            return False

        self.fake.misbehave("refused", take)
        outcomes = self.push(*(self.make(key, sku=f"S{key}") for key in range(1, 9)))
        refused = {key for key, outcome in outcomes.items() if outcome.error}
        self.assertEqual(refused, {"2", "5"})
        calls = [len(row.body["create"]) for row in self.fake.writes if row.path == BATCH]
        self.assertEqual(calls, [8, 6])

    def test_question_that_fails_stops_nothing(self):
        self.hold("Other", sku="S2")
        self.fake.misbehave("server_error", f"GET {VARIANTS}")
        outcomes = self.push(*(self.make(key, sku=f"S{key}") for key in (1, 2, 3, 4)))
        self.assertEqual({key for key, row in outcomes.items() if row.error}, {"2"})

    def test_server_that_knows_no_such_question(self):
        rows = [{"id": f"variant_{number}", "sku": f"X{number}"} for number in range(3)]
        body = {"variants": rows, "count": 3, "offset": 0, "limit": 50}
        self.fake.misbehave("answer", f"GET {VARIANTS}", body=body)
        outcomes = self.push(*(self.make(key, sku=f"S{key}") for key in (1, 2)))
        self.assertFalse(any(outcome.error for outcome in outcomes.values()))
