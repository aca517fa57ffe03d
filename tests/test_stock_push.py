from contextlib import nullcontext

from odoo.tests import tagged

from ..models.stock import phase_stock
from .support.stock_case import FakeStockCase, RealStockCase
from .support.versions import needs


class StockScenarios:
    """What is in the warehouse is in the store."""

    def test_new_product_has_its_stock_at_once(self):
        chair = self.make_stored(5)
        remote = self.push(chair)
        variant = remote["variants"]["Default"]
        self.assertIs(variant["manage_inventory"], True)
        self.assertEqual(len(variant["items"]), 1)
        self.assert_stock(chair, 5)
        binding = self.get_binding(chair).variant_binding_ids
        self.assertEqual(binding.inventory_item_id, self.item_of(chair))

    def test_change_is_pushed_by_the_stock_job(self):
        chair = self.make_stored(5)
        self.sync()
        self.put(chair.product_variant_id, -2)
        run = self.push_stock()
        self.assert_stock(chair, 3)
        self.assertEqual((run.state, run.updated_count, run.write_count), ("done", 1, 1))
        [log] = run.log_ids
        self.assertEqual((log.operation, log.product_tmpl_id), ("stock", chair))
        self.assertIn(f"({self.line.location_id.name}): 3", log.message)

    def test_nothing_changed(self):
        self.make_stored(5)
        self.sync()
        self.assertFalse(self.push_stock(), "no run is left where there was nothing to do")

    def test_services_and_consumables_are_not_counted(self):
        service = self.make_product("Service", type="service")
        screw = self.make_product("Screw", is_storable=False)
        self.sync()
        for product in (service, screw):
            variant = self.read(product)["variants"]["Default"]
            self.assertIs(variant["manage_inventory"], False)
            self.assertEqual(variant["items"], set())
        self.assertFalse(self.push_stock())

    def test_reserved_goods_are_not_free(self):
        chair = self.make_stored(5)
        self.sync()
        self.reserve(chair.product_variant_id, 2)
        self.push_stock()
        self.assert_stock(chair, 3)

    def test_two_warehouses_add_up_and_two_locations_do_not(self):
        north, south = self.make_warehouse("North"), self.make_warehouse("South")
        line = self.map_warehouse(north, south)
        chair = self.make_stored(5)
        self.put(chair.product_variant_id, 2, north)
        self.put(chair.product_variant_id, 1, south)
        self.sync()
        self.assert_stock(chair, 5)
        self.assert_stock(chair, 3, line)
        self.put(chair.product_variant_id, 4, south)
        self.push_stock()
        self.assert_stock(chair, 5)
        self.assert_stock(chair, 7, line)

    def test_variants_have_their_own_stock(self):
        shirt = self.make_shirt(is_storable=True)
        self.put(self.get_variant(shirt, "M"), 4)
        self.sync()
        self.assertEqual(self.read_stock(shirt), {"S": 0, "M": 4})

    def test_switched_on_for_products_that_are_in_the_store(self):
        self.backend.push_stock = False
        chair = self.make_stored(5, default_code=self.sku("C"))
        self.sync()
        self.assertIs(self.read(chair)["variants"]["Default"]["manage_inventory"], False)
        self.backend.push_stock = True
        self.work_through_queue()
        self.assertIs(self.read(chair)["variants"]["Default"]["manage_inventory"], True)
        self.assert_stock(chair, 5)

    def test_stock_job_that_is_faster_than_the_switch(self):
        """Both begin at once: what the store doesn't count yet isn't lost, and isn't claimed."""
        self.backend.push_stock = False
        chair = self.make_stored(5)
        self.sync()
        self.backend.push_stock = True
        self.backend.stock_verified_on = False
        self.assertFalse(self.push_stock())
        self.assert_run(self.work_through_queue(), updated=1)
        self.assert_stock(chair, 5)

    def test_off_and_on_again(self):
        """Medusa leaves the item behind, which then occupies the SKU."""
        chair = self.make_stored(5, default_code=self.sku("C"))
        other = self.make_stored(2, default_code=self.sku("D"))
        self.sync()
        item_id = self.item_of(chair)
        self.backend.push_stock = False
        self.work_through_queue()
        self.assertIs(self.read(chair)["variants"]["Default"]["manage_inventory"], False)
        self.assertFalse(self.get_binding(chair).variant_binding_ids.inventory_item_id)
        self.put(chair.product_variant_id, 1)
        self.backend.push_stock = True
        self.assertEqual(self.work_through_queue().failed_count, 0)
        self.assertEqual(self.item_of(chair), item_id)
        self.assert_stock(chair, 6)
        self.assert_stock(other, 2)

    @needs("late_items")
    def test_stock_that_somebody_counts_in_medusa_is_left_alone(self):
        self.backend.push_stock = False
        chair = self.make_stored(5)
        remote = self.push(chair)
        self.change_remote_variant(remote, "Default", manage_inventory=True)
        item_id = self.item_of(chair)
        chair.name += " II"
        chair.list_price += 1
        self.sync()
        self.assertIs(self.read(chair)["variants"]["Default"]["manage_inventory"], True)
        self.assertEqual(self.item_of(chair), item_id)

    def test_switched_on_for_many_at_once(self):
        self.backend.push_stock = False
        chairs = self.make_products(6)
        self.sync()
        chairs.is_storable = True
        self.backend.push_stock = True
        run = self.work_through_queue()
        self.assertEqual(run.updated_count, 6)
        if self.has("late_items"):
            self.assertEqual(run.write_count, 2)
        for chair in chairs:
            self.assert_stock(chair, 0)

    def test_new_variant_of_a_product_in_the_store(self):
        """Medusa makes no inventory item for it."""
        self.check_new_variant()

    def test_new_product_whose_sku_an_orphan_occupies(self):
        sku = self.sku("C")
        self.store_call("POST", "/admin/inventory-items", {"sku": sku, "title": "Left behind"})
        chair = self.make_stored(5, default_code=sku)
        other = self.make_stored(1, default_code=self.sku("D"))
        self.assert_run(self.sync(), created=2)
        self.assert_stock(chair, 5)
        self.assert_stock(other, 1)

    def test_becomes_storable(self):
        chair = self.make_product(is_storable=False)
        self.sync()
        chair.is_storable = True
        self.put(chair.product_variant_id, 2)
        self.sync_update(chair)
        self.assert_stock(chair, 2)

    def test_resync_pushes_what_the_store_has_wrong(self):
        chair = self.make_stored(5)
        self.sync()
        self.set_remote_stock(chair, 99)
        with self.enter_registry_test_mode():
            toast = chair.action_medusa_sync()
        self.assertEqual(toast["params"]["type"], "success")
        self.assert_stock(chair, 5)

    def test_backorder_is_the_stores_choice(self):
        if "allow_out_of_stock_order" in self.env["product.template"]._fields:
            self.skipTest("the product itself says it")
        chair = self.make_stored(1)
        self.sync()
        query = [("id[]", self.get_binding(chair).variant_binding_ids.medusa_id)]
        query += [("fields", "id,allow_backorder")]
        for allowed in (True, False):
            self.backend.stock_backorder = allowed
            self.sync()
            answer = self.store_call("GET", "/admin/product-variants", query=query)
            self.assertIs(answer["variants"][0]["allow_backorder"], allowed)


@tagged("post_install", "-at_install")
class TestStockPush(StockScenarios, FakeStockCase):
    def test_nothing_changed_means_no_request(self):
        self.make_stored(5)
        self.sync()
        self.push_stock()
        self.assertEqual(self.fake.requests, [])

    def test_one_change_among_many_is_one_request(self):
        chairs = self.make_products(40, is_storable=True)
        self.sync()
        self.put(chairs[7].product_variant_id, 3)
        self.push_stock()
        [request] = self.fake.requests
        self.assertEqual((request.operations(), len(request.body["update"])), (["update"], 1))
        self.assert_stock(chairs[7], 3)

    def test_number_of_queries_does_not_grow_with_what_is_sent(self):
        chairs = self.make_products(60, is_storable=True)
        self.sync()

        def push(some):
            for chair in some:
                self.put(chair.product_variant_id, 3)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self.push_stock().updated_count, len(some))
            return self.env.cr.sql_log_count - before

        push(chairs[:5])
        few = push(chairs[:5])
        self.assertLessEqual(push(chairs), few + 6)

    def test_creates_and_updates_go_apart(self):
        chair = self.make_stored(5)
        self.sync()
        other = self.map_warehouse(self.make_warehouse("North"))
        self.put(chair.product_variant_id, 1)
        self.push_stock()
        self.assertEqual(
            [request.operations() for request in self.sent()], [["update"], ["create"]]
        )
        self.assert_stock(chair, 6)
        self.assert_stock(chair, 0, other)

    def test_off_by_default(self):
        backend = self.make_backend()
        self.assertFalse(backend.push_stock)
        self.backend.push_stock = False
        backend.active = False
        chair = self.make_stored(5)
        self.sync()
        self.assertFalse(self.env.ref("medusa_connector.ir_cron_medusa_stock").active)
        self.assertFalse(self.levels_of(chair))

    def test_product_that_another_process_pushes_waits(self):
        chair = self.make_stored(5)
        self.sync()
        self.put(chair.product_variant_id, 1)
        self.patch(phase_stock, "claim", lambda env, space, keys: nullcontext([]))
        self.assertEqual(self.push_stock().updated_count, 0)
        self.assertEqual(self.fake.requests, [])


@tagged("post_install", "-at_install", "medusa_real")
class TestStockPushReal(StockScenarios, RealStockCase):
    pass
