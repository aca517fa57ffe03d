from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.prices import PriceMixin
from .support.takeover import TakeOverMixin
from .support.website import FakeWebsiteCase


class UndoMixin(PriceMixin, TakeOverMixin):
    def adopt(self, product, remote):
        """Take a product over, as far as it goes."""
        self.take_over()
        self.get_match(product).action_accept()
        self.sync()
        self.assertEqual(self.read(product)["id"], remote["id"])

    def amounts(self, list_id):
        return sorted(row["amount"] for row in self.list_prices(list_id))


@tagged("post_install", "-at_install")
class TestTakeOverUndo(UndoMixin, FakeLifecycleCase):
    """Nothing of Odoo's is left that nobody would ever change again."""

    def setUp(self):
        super().setUp()
        self.price_list = self.add_price_list(self.make_pricelist(self.discount(10)))
        self.chair = self.make_product(default_code=self.sku("CH"), list_price=100)
        self.desk = self.make_product("Desk", list_price=50)
        self.before = self.make_by_hand(f"Our chair {self.token}", "CH")

    def test_prices_leave_the_price_lists(self):
        self.adopt(self.chair, self.before)
        list_id = self.price_list.medusa_id
        self.assertEqual(self.amounts(list_id), [45, 90])
        # A marketer's own price in our list stays.
        [variant] = self.before["variants"].values()
        price = {"variant_id": variant["id"], "amount": 7, "currency_code": self.currency,
                 "rules": {"region_id": "reg_theirs"}}  # fmt: skip
        self.store_call("POST", f"/admin/price-lists/{list_id}/prices/batch", {"create": [price]})
        self.undo()
        self.assertEqual(self.amounts(list_id), [7, 45])
        self.assertFalse(self.price_list.needs_reading)
        self.assertEqual(len(self.price_list.price_ids), 1)
        self.assertEqual(self.sync().write_count, 0)

    def test_prices_that_nobody_knows_of(self):
        """A process was killed before it recorded what it had put into the list."""
        self.adopt(self.chair, self.before)
        self.price_list.price_ids.unlink()
        self.price_list.needs_reading = True
        self.undo()
        self.assertEqual(self.amounts(self.price_list.medusa_id), [45])

    def test_price_list_that_somebody_deleted(self):
        self.adopt(self.chair, self.before)
        self.store_call("DELETE", f"/admin/price-lists/{self.price_list.medusa_id}")
        self.undo()
        self.assertIsNone(self.read_by_id(self.before["id"])["external_id"])

    def test_price_list_that_can_not_be_written(self):
        self.adopt(self.chair, self.before)
        self.fake.misbehave(
            "answer", "POST /admin/price-lists/*/prices/batch", status=400, body={"message": "no"}
        )
        self.backend.action_undo_take_over()
        run = self.work_through_queue()
        self.assertEqual((run.state, run.failed_count), ("errors", 1))
        self.assertEqual(self.get_match(self.chair).state, "accepted")
        self.fake.behave()
        self.undo()
        self.assertEqual(self.amounts(self.price_list.medusa_id), [45])
        self.assertEqual(self.get_match(self.chair).state, "open")

    def test_what_was_renamed_and_not_pushed_yet(self):
        self.backend.owner_handle = "always"
        identity = self.identity(self.before)
        self.adopt(self.chair, self.before)
        chair = self.chair.product_variant_id
        chair.default_code = self.sku("SECOND")
        chair.barcode = self.sku("4006")
        self.sync()
        self.assertNotEqual(self.read(self.chair)["handle"], self.before["handle"])
        chair.default_code, chair.barcode = self.sku("THIRD"), self.sku("4007")
        self.chair.name = f"Renamed {self.token}"
        self.undo()
        self.assertEqual(self.identity(self.before), identity)


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestTakeOverUndoStrikes(UndoMixin, FakeWebsiteCase):
    """What is struck through costs what a shopper paid, with or without the list."""

    def test_the_base_price_is_todays(self):
        self.backend.push_strike_prices = True
        chair = self.make_product(list_price=80, compare_list_price=100)
        before = self.make_by_hand(chair.name)
        self.adopt(chair, before)
        strikes = self.env["medusa.price.list"].search([("is_strike", "=", True)])
        self.assertEqual(list(self.base_prices(chair).values()), [100])
        self.assertEqual(self.amounts(strikes.medusa_id), [80])
        self.undo()
        [variant] = self.read_by_id(before["id"])["variants"].values()
        self.assertEqual(list(variant["prices"].values()), [80])
        self.assertEqual(self.amounts(strikes.medusa_id), [])
        self.backend.push_strike_prices = False
        self.sync()
        [variant] = self.read_by_id(before["id"])["variants"].values()
        self.assertEqual(list(variant["prices"].values()), [80])
