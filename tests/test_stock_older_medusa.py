from odoo.tests import tagged

from .support.stock_case import FakeStockCase


@tagged("post_install", "-at_install")
class TestStockOlderMedusa(FakeStockCase):
    """Before 2.21.1, Medusa makes no inventory item for a variant that is counted later on."""

    def setUp(self):
        super().setUp()
        self.fake.state.makes_items_late = False

    def assert_quiet(self):
        """Nothing is left to push, not even after a night's look at the store."""
        self.backend.stock_verified_on = False
        self.fake.forget_requests()
        self.push_stock()
        self.work_through_queue()
        self.assertFalse(self.fake.writes)
        self.assert_nothing_left()

    def test_switched_on_later(self):
        self.backend.push_stock = False
        chairs = [self.make_stored(number, default_code=self.sku(number)) for number in (1, 2, 3)]
        self.sync()
        self.backend.push_stock = True
        self.work_through_queue()
        for number, chair in enumerate(chairs, 1):
            self.assert_stock(chair, number)
        self.assert_quiet()

    def test_becomes_storable(self):
        chair = self.make_product(is_storable=False)
        self.sync()
        chair.is_storable = True
        self.put(chair.product_variant_id, 2)
        self.sync_update(chair)
        self.assert_stock(chair, 2)
        self.assert_quiet()

    def test_new_variant_of_a_counted_product(self):
        self.check_new_variant()
        self.assert_quiet()

    def test_variant_that_was_counted_before(self):
        """As a former version of the addon left it."""
        chair = self.make_stored(5, default_code=self.sku("C"))
        self.sync()
        self.store_call("DELETE", f"/admin/inventory-items/{self.item_of(chair)}")
        self.backend.stock_verified_on = False
        run = self.push_stock()
        [log] = run.log_ids
        self.assertEqual(log.operation, "stock_lost")
        self.work_through_queue()
        self.assert_stock(chair, 5)
        self.assert_quiet()

    def test_item_that_kept_the_sku_is_taken(self):
        chair = self.make_product(is_storable=False, default_code=self.sku("C"))
        self.sync()
        body = {"sku": self.sku("C"), "title": "Left behind"}
        item = self.store_call("POST", "/admin/inventory-items", body)["inventory_item"]["id"]
        chair.is_storable = True
        self.put(chair.product_variant_id, 4)
        self.sync_update(chair)
        self.assertEqual(self.item_of(chair), item)
        self.assert_stock(chair, 4)

    def test_item_whose_link_was_never_made(self):
        """As after a process that was killed between the two."""
        chair = self.make_product(is_storable=False, default_code=self.sku("C"))
        self.sync()
        chair.is_storable = True
        self.fake.misbehave("server_error", "*/variants/inventory-items/batch", times=1)
        self.put(chair.product_variant_id, 4)
        self.assert_run(self.sync(), "errors", failed=1)
        self.fake.behave()
        with self.enter_registry_test_mode():
            chair.action_medusa_sync()
        self.assert_stock(chair, 4)
        self.assertEqual(len(self.fake.state.inventory_items), 1)
