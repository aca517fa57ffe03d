from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..sync.identity import Databases
from ..sync.push import ChunkPush
from .support.common import FakeMedusaMixin
from .support.payloads import make_job, make_payload, make_variant

ITEMS = "/admin/inventory-items"


class TestItems(FakeMedusaMixin, BaseCase):
    """Inventory items that Medusa, before 2.21.1, doesn't make in an update."""

    def setUp(self):
        super().setUp()
        self.fake.state.makes_items_late = False

    def push(self, *jobs, is_late=lambda: False):
        """Return {external_id: outcome}; what was left is in `deferred`."""
        self.fake.forget_requests()
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            chunk = ChunkPush(client, Databases("ours"), is_late)
            outcomes = chunk.run(list(jobs))
        self.assertFalse(chunk.store_error)
        self.deferred = [job.external_id for job in chunk.deferred]
        return {outcome.job.external_id: outcome for outcome in outcomes}

    def make(self, key, medusa_id=None, **fields):
        fields = {"sku": f"S{key}", "manage_inventory": True, **fields}
        rows = [make_variant(f"{key}0", **fields)]
        return make_job(key, make_payload(key, rows), medusa_id=medusa_id)

    def make_uncounted(self, *keys):
        """Put products that aren't counted into the store; return their ids there."""
        found = self.push(*(self.make(key, manage_inventory=False) for key in keys))
        return {int(key): outcome.medusa_id for key, outcome in found.items()}

    def linked(self):
        """Return {SKU of a variant: SKUs of its items}."""
        items = self.fake.state.inventory_items
        return {
            row["sku"]: [items[link["inventory_item_id"]]["sku"] for link in row["_item_links"]]
            for row in self.fake.state.variants.values()
        }

    def test_made_and_linked(self):
        ids = self.make_uncounted(1, 2)
        fields = {"weight": 1200.4, "hs_code": "9403"}
        outcomes = self.push(*(self.make(key, ids[key], **fields) for key in (1, 2)))
        self.assertFalse(any(outcome.error for outcome in outcomes.values()))
        self.assertEqual(self.linked(), {"S1": ["S1"], "S2": ["S2"]})
        for key in ("1", "2"):
            [item_id] = outcomes[key].item_ids[f"{key}0"]
            row = self.fake.state.inventory_items[item_id]
            self.assertEqual((row["weight"], row["hs_code"]), (1200, "9403"))

    def test_medusa_is_asked_once_whether_it_makes_them(self):
        ids = self.make_uncounted(1, 2, 3)
        self.push(*(self.make(key, ids[key]) for key in (1, 2, 3)))
        paths = [row.path for row in self.fake.writes]
        self.assertEqual(sum(path.endswith("/variants/batch") for path in paths), 1)

    def test_newer_medusa_makes_them_itself(self):
        self.fake.state.makes_items_late = True
        ids = self.make_uncounted(1)
        self.push(self.make(1, ids[1]))
        self.assertEqual([row.path for row in self.fake.writes], ["/admin/products/batch"])
        self.assertEqual(self.linked(), {"S1": ["S1"]})

    def test_what_the_time_leaves_is_for_the_next_call(self):
        ids = self.make_uncounted(1, 2, 3)
        outcomes = self.push(*(self.make(k, ids[k]) for k in (1, 2, 3)), is_late=lambda: True)
        self.assertEqual((len(outcomes), len(self.deferred)), (1, 2))
        left = [int(key) for key in self.deferred]
        outcomes = self.push(*(self.make(key, ids[key]) for key in left))
        self.assertFalse(self.deferred)
        self.assertEqual(self.linked(), {f"S{key}": [f"S{key}"] for key in (1, 2, 3)})

    def test_item_of_another_variant_is_told(self):
        ids = self.make_uncounted(1, 2)
        item = self.fake.call("POST", ITEMS, {"sku": "S1"})["inventory_item"]["id"]
        other = next(iter(self.fake.state.products[ids[2]]["_variant_ids"]))
        link = {"variant_id": other, "inventory_item_id": item, "required_quantity": 1}
        path = f"/admin/products/{ids[2]}/variants/inventory-items/batch"
        self.fake.call("POST", path, {"create": [link]})
        error = self.push(self.make(1, ids[1]))["1"].error
        self.assertEqual((error.entity, error.value), ("Inventory item", "S1"))
        self.assertFalse(self.fake.writes)
