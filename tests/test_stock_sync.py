from odoo.tests import BaseCase, tagged

from ..medusa.client import MedusaClient
from ..sync.stock import Level, StockPush
from .support.common import FakeMedusaMixin
from .support.stock_case import LEVELS


@tagged("post_install", "-at_install")
class TestStockSync(FakeMedusaMixin, BaseCase):
    """Sending levels, without Odoo."""

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)
        self.addCleanup(self.client.close)
        variants = [
            {"title": str(index), "prices": [], "options": {"Size": "S"}} for index in range(16)
        ]
        body = {"title": "T", "options": [{"title": "Size", "values": ["S"]}], "variants": variants}
        self.fake.call("POST", "/admin/products", body)
        [self.product] = self.fake.products

    def levels(self, quantity=1, **values):
        return [
            Level(
                (index, 1), row["id"], "sloc_1", quantity,
                item_id=row["inventory_items"][0]["inventory_item_id"], **values,
            )
            for index, row in enumerate(self.product["variants"])
        ]  # fmt: skip

    def run_push(self, levels, verify=False):
        self.fake.forget_requests()
        push = StockPush(self.client)
        push.run(levels, verify)
        return push

    def states(self, levels):
        return {level.state for level in levels}

    def test_creates_then_updates(self):
        levels = self.levels()
        self.run_push(levels)
        self.assertEqual(self.states(levels), {"sent"})
        self.assertEqual([r.operations() for r in self.fake.requests], [["create"]])
        again = self.levels(2, is_known=True)
        self.run_push(again)
        self.assertEqual([r.operations() for r in self.fake.requests], [["update"]])
        self.assertEqual({row["stocked_quantity"] for row in self.fake.state.levels.values()}, {2})

    def test_verification_sends_what_differs(self):
        self.run_push(self.levels(5))
        levels = self.levels(5)
        levels[3].quantity = 6
        self.run_push(levels, verify=True)
        self.assertEqual(len(self.fake.writes), 1)
        self.assertEqual(len(self.fake.writes[0].body["update"]), 1)
        self.assertEqual(sorted(level.state for level in levels), ["equal"] * 15 + ["sent"])

    def test_split_finds_two_culprits(self):
        items = {level.item_id for level in self.levels()[4:6]}

        def holds(request):
            rows = (request.body or {}).get("create", []) if request.path == LEVELS else []
            return any(row["inventory_item_id"] in items for row in rows)

        body = {"type": "invalid_data", "message": "No"}
        self.fake.misbehave("answer", holds, status=400, body=body)
        levels = self.levels()
        push = self.run_push(levels)
        self.assertIsNone(push.store_error)
        failed = {level.item_id for level in levels if level.state == "failed"}
        self.assertEqual(failed, items)
        self.assertEqual(len(self.fake.state.levels), 14)

    def test_one_read_tells_levels_that_are_there_from_those_that_are_not(self):
        self.run_push(self.levels(5)[:8])
        levels = self.levels(6)
        self.run_push(levels)
        self.assertEqual(self.states(levels), {"sent"})
        self.assertEqual(
            [request.operations() for request in self.fake.requests],
            [["create"], [], ["update"], ["create"]],
        )

    def test_store_in_trouble_is_nobodys_fault(self):
        self.fake.misbehave("server_error")
        levels = self.levels()
        push = self.run_push(levels)
        self.assertIsNotNone(push.store_error)
        self.assertEqual(self.states(levels), {"pending"})
        self.assertLessEqual(len(self.fake.requests), 3)

    def test_variants_that_are_gone(self):
        self.fake.call("DELETE", f"/admin/products/{self.product['id']}")
        levels = self.levels(is_known=True)
        self.run_push(levels)
        self.assertEqual(self.states(levels), {"gone"})

    def test_a_thousand_in_a_call(self):
        levels = [Level((n, 1), f"v{n}", "sloc_1", 1, item_id=f"i{n}") for n in range(1500)]
        self.fake.misbehave("answer", status=200, body={"created": []})
        self.run_push(levels)
        self.assertEqual([len(r.body["create"]) for r in self.fake.requests], [1000, 500])
        self.assertEqual(self.states(levels), {"failed"})
