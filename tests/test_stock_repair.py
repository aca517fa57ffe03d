from odoo import fields
from odoo.tests import tagged

from .support.stock_case import LEVELS, FakeStockCase, RealStockCase


class RepairScenarios:
    """What somebody does to the stock in Medusa is put right, or named."""

    def delete_level(self, product):
        query = [("id[]", self.item_of(product)), ("fields", "id,location_levels.id")]
        [item] = self.store_call("GET", "/admin/inventory-items", query=query)["inventory_items"]
        ids = [level["id"] for level in item["location_levels"]]
        self.store_call("POST", LEVELS, {"delete": ids, "force": True})

    def delete_remote_variant(self, product, title):
        remote = self.read(product)
        variant_id = remote["variants"][title]["id"]
        path = f"/admin/products/{remote['id']}/variants/{variant_id}"
        self.store_call("DELETE", path)

    def verify(self):
        """Let the first stock job of a day run."""
        self.backend.stock_verified_on = fields.Date.subtract(fields.Date.today(), days=2)
        return self.push_stock()

    def test_sku_change(self):
        chair = self.make_stored(5, default_code=self.sku("OLD"))
        self.sync()
        item_id = self.item_of(chair)
        chair.default_code = self.sku("NEW")
        self.put(chair.product_variant_id, 1)
        self.sync()
        self.push_stock()
        self.assertEqual(self.item_of(chair), item_id)
        self.assert_stock(chair, 6)

    def test_level_that_somebody_removed(self):
        chair = self.make_stored(5)
        other = self.make_stored(2)
        self.sync()
        self.delete_level(chair)
        self.put(chair.product_variant_id, 1)
        self.put(other.product_variant_id, 1)
        run = self.push_stock()
        self.assertEqual((run.state, run.updated_count), ("done", 2))
        self.assert_stock(chair, 6)
        self.assert_stock(other, 3)

    def test_level_that_nobody_knew_of(self):
        """As after an answer that was lost."""
        chair = self.make_stored(5)
        other = self.make_stored(2)
        self.sync()
        (self.levels_of(chair) + self.levels_of(other)).unlink()
        self.put(chair.product_variant_id, 1)
        run = self.push_stock()
        self.assertEqual(run.state, "done")
        self.assert_stock(chair, 6)
        self.assert_stock(other, 2)
        self.assertFalse(self.push_stock())

    def test_quantity_that_was_set_by_hand(self):
        chair = self.make_stored(5)
        other = self.make_stored(2)
        self.sync()
        self.set_remote_stock(chair, 99)
        self.assertFalse(self.push_stock(), "only the verification reads the store")
        run = self.verify()
        self.assert_stock(chair, 5)
        self.assert_stock(other, 2)
        self.assertEqual(run.log_ids.product_tmpl_id, chair)
        self.assertFalse(self.push_stock())
        self.assertEqual(self.backend.stock_verified_on, self.backend._get_stock_day())

    def test_level_that_was_removed_is_found_by_the_verification(self):
        chair = self.make_stored(5)
        self.sync()
        self.delete_level(chair)
        self.verify()
        self.assert_stock(chair, 5)

    def test_variant_that_was_deleted(self):
        shirt = self.make_shirt(is_storable=True)
        self.put(self.get_variant(shirt, "M"), 4)
        self.sync()
        self.delete_remote_variant(shirt, "M")
        self.put(self.get_variant(shirt, "M"), 1)
        run = self.push_stock()
        [log] = run.log_ids
        self.assertEqual((log.operation, log.result), ("stock_lost", "warning"))
        self.work_through_queue()
        self.assertEqual(self.read_stock(shirt), {"S": 0, "M": 5})
        self.assertFalse(self.push_stock())

    def test_product_that_was_deleted_and_created_again(self):
        chair = self.make_stored(5, default_code=self.sku("C"))
        self.delete_remote(self.push(chair))
        self.sync()
        self.assert_stock(chair, 5)

    def test_item_that_was_deleted(self):
        chair = self.make_stored(5)
        self.sync()
        self.store_call("DELETE", f"/admin/inventory-items/{self.item_of(chair)}")
        self.put(chair.product_variant_id, 1)
        self.push_stock()
        self.work_through_queue()
        self.assert_stock(chair, 6)

    def test_item_that_was_exchanged(self):
        chair = self.make_stored(5)
        remote = self.push(chair)
        old = self.item_of(chair)
        body = {"sku": self.sku("X"), "title": "Another"}
        item = self.store_call("POST", "/admin/inventory-items", body)["inventory_item"]
        link = {"variant_id": remote["variants"]["Default"]["id"], "required_quantity": 1}
        link["inventory_item_id"] = item["id"]
        path = f"/admin/products/{remote['id']}/variants/inventory-items/batch"
        self.store_call("POST", path, {"create": [link]})
        self.store_call("DELETE", f"/admin/inventory-items/{old}")
        self.verify()
        self.assertEqual(self.item_of(chair), item["id"])
        self.assert_stock(chair, 5)

    def test_location_that_vanished(self):
        chair = self.make_stored(5)
        self.sync()
        place = self.line.location_id
        self.store_call("DELETE", f"/admin/stock-locations/{place.medusa_id}")
        self.backend.stock_checked_at = False
        self.put(chair.product_variant_id, 1)
        run = self.push_stock()
        self.assertIn(place.name, run.failure_detail)
        self.assertIn("Create in Medusa", run.failure_detail)
        self.put(chair.product_variant_id, 1)
        self.assertFalse(self.push_stock(), "it is said once, not every quarter of an hour")
        self.line.location_id = False
        self.line.action_create_location()
        self.push_stock()
        self.assert_stock(chair, 7)


@tagged("post_install", "-at_install")
class TestStockRepair(RepairScenarios, FakeStockCase):
    def test_bundle_of_items_is_left_to_its_maker(self):
        chair = self.make_stored(5)
        remote = self.push(chair)
        body = {"sku": self.sku("X"), "title": "Screws"}
        item = self.store_call("POST", "/admin/inventory-items", body)["inventory_item"]
        link = {"variant_id": remote["variants"]["Default"]["id"], "required_quantity": 4}
        link["inventory_item_id"] = item["id"]
        path = f"/admin/products/{remote['id']}/variants/inventory-items/batch"
        self.store_call("POST", path, {"create": [link]})
        mine = self.get_binding(chair).variant_binding_ids.inventory_item_id
        self.put(chair.product_variant_id, 1)
        self.push_stock()
        self.assertEqual(self.read_item({mine}), {self.line.location_id.medusa_id: 6})
        self.assertEqual(self.read_item({item["id"]}), {})


@tagged("post_install", "-at_install", "medusa_real")
class TestStockRepairReal(RepairScenarios, RealStockCase):
    pass
