from odoo.tests import tagged

from ..sync import price_list as engine
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import LISTS, PriceMixin


class RemovalScenarios(PriceMixin):
    """A price list that leaves the store, whatever happened before."""

    def setUp(self):
        super().setUp()
        self.products = self.make_products(5, list_price=100)
        self.vip = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.price_list = self.add_price_list(self.vip)
        self.patch(engine, "DELETES_PER_CALL", 2)

    def kill_after_the_creation(self):
        """Leave what is committed where a process is killed before it recorded the new list."""
        self.sync()
        self.price_list._forget_store()
        self.price_list.is_begun = True

    def test_killed_then_removed(self):
        self.kill_after_the_creation()
        self.price_list.action_remove()
        self.assertEqual(self.price_list.state, "removing")
        self.sync()
        self.assertEqual(self.price_lists(self.vip), [])
        self.assertFalse(self.price_list.exists())

    def test_killed_then_its_pricelist_deleted(self):
        self.kill_after_the_creation()
        [row] = self.price_lists(self.vip)
        self.vip.unlink()
        self.sync()
        query = [("limit", "1000"), ("fields", "id")]
        left = self.store_call("GET", LISTS, query=query)["price_lists"]
        self.assertNotIn(row["id"], [other["id"] for other in left])
        self.assertFalse(self.price_list.exists())

    def test_killed_then_archived(self):
        self.kill_after_the_creation()
        self.vip.active = False
        self.sync()
        self.assertEqual(self.price_lists(self.vip), [])

    def test_in_parts(self):
        self.sync()
        self.assertEqual(len(self.shown_prices(self.vip)), 5)
        self.price_list.action_remove()
        run = self.sync()
        self.assertEqual((run.state, self.price_lists(self.vip)), ("done", []))
        self.assertFalse(self.price_list.exists())

    def test_prices_of_withdrawn_products(self):
        self.sync()
        gone = self.products[0]
        gone.sale_ok = False
        self.sync()
        self.vip.item_ids.percent_price = 30
        self.sync()
        self.assertEqual(sorted(row[3] for row in self.shown_prices(self.vip)), [70] * 4 + [80])
        self.assert_nothing_left()
        gone.sale_ok = True
        self.sync()
        self.assertEqual([row[3] for row in self.shown_prices(self.vip)], [70] * 5)


@tagged("post_install", "-at_install")
class TestPriceListRemoval(RemovalScenarios, FakeLifecycleCase):
    """A price list that leaves a store in memory."""

    def get_parts(self):
        """Return how many prices each call deleted."""
        return [
            len(row.body["delete"])
            for row in self.fake.writes
            if row.path.endswith("/prices/batch")
        ]

    def test_creation_is_noted_before_it_is_asked_for(self):
        seen = []

        def look(row):
            if (row.method, row.path) == ("POST", LISTS):
                seen.append(self.price_list.is_begun)
            return False

        self.fake.misbehave("refused", look)
        self.sync()
        self.assertEqual(seen, [True])

    def test_each_call_is_small(self):
        self.sync()
        self.price_list.action_remove()
        self.sync()
        self.assertEqual(self.get_parts(), [2, 2, 1])
        [first, *_more] = self.fake.writes
        self.assertEqual(first.body, {"status": "draft"}, "no shopper sees what is left of it")

    def test_prices_that_go_leave_in_parts(self):
        self.sync()
        self.vip.item_ids.unlink()
        self.sync()
        self.assertEqual(self.get_parts(), [2, 2, 1])
        self.assertEqual(self.shown_prices(self.vip), [])

    def test_removal_taken_back_half_way(self):
        self.sync()
        self.price_list.action_remove()
        calls = []

        def is_second(row):
            calls.append(row.path.endswith("/prices/batch"))
            return calls[-1] and sum(calls) == 2

        self.fake.misbehave("timeout_before", is_second)
        self.assertEqual(self.sync().state, "errors")
        self.fake.behave()
        self.price_list.action_keep()
        self.price_list.next_try = False
        self.sync()
        self.assertEqual(len(self.shown_prices(self.vip)), 5)
        self.assertEqual(self.price_lists(self.vip)[0]["status"], "active")
        self.assert_nothing_left()


@tagged("post_install", "-at_install", "medusa_real")
class TestPriceListRemovalReal(RemovalScenarios, RealLifecycleCase):
    """A price list that leaves a real Medusa."""
