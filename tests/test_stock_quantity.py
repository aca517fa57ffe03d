from datetime import datetime, timezone

from freezegun import freeze_time

from odoo.tests import tagged

from ..medusa.inventory import Reservation
from .support.stock_case import FakeStockCase


@tagged("post_install", "-at_install")
class TestStockQuantity(FakeStockCase):
    """From Odoo's quantity to the one that is pushed."""

    def quantity(self, product):
        """Return what the store may sell of a product."""
        quantities = self.env["medusa.stock.quantity"]._get_quantities(
            self.backend, self.line, product.product_variant_ids
        )
        [result] = quantities[self.line.id].values()
        return result

    def test_kinds_of_quantity(self):
        chair = self.make_stored(10)
        self.reserve(chair.product_variant_id, 3)
        self.env["stock.move"].create(
            {
                "product_id": chair.product_variant_id.id,
                "product_uom_qty": 4,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )._action_confirm()
        for kind, expected in (("free", 7), ("on_hand", 10), ("forecast", 11)):
            self.backend.stock_quantity_type = kind
            self.assertEqual(self.quantity(chair), expected, kind)

    def test_never_negative(self):
        self.assertEqual(self.quantity(self.make_stored(-3)), 0)

    def test_whole_units(self):
        chair = self.make_stored(2.7)
        self.assertEqual(self.quantity(chair), 2)
        self.backend.stock_fractions = True
        self.assertEqual(self.quantity(chair), 2.7)

    def test_float_noise_costs_no_unit(self):
        quantity = self.env["medusa.stock.quantity"]
        self.assertEqual(quantity._prepare_quantity(0.1 * 3 * 10, 0, self.backend), 3)
        self.assertEqual(quantity._prepare_quantity(2.9999999996, 0, self.backend), 3)

    def test_other_warehouses_do_not_count(self):
        chair = self.make_stored(5)
        self.put(chair.product_variant_id, 7, self.make_warehouse("Other"))
        self.assertEqual(self.quantity(chair), 5)

    def test_safety_quantity_of_the_store(self):
        chair = self.make_stored(5)
        self.backend.stock_safety_quantity = 2
        self.assertEqual(self.quantity(chair), 3)
        self.backend.stock_safety_quantity = 6
        self.assertEqual(self.quantity(chair), 0)

    def test_safety_quantity_of_the_nearest_category(self):
        categories = self.env["product.category"]
        parent = categories.create({"name": "Furniture", "parent_id": self.category.id})
        child = categories.create({"name": "Chairs", "parent_id": parent.id})
        chair = self.make_stored(10, categ_id=child.id)
        self.backend.stock_safety_quantity = 1

        def hold_back(category, quantity):
            self.env["medusa.stock.safety"].create(
                {
                    "backend_id": self.backend.id,
                    "categ_id": category.id,
                    "quantity": quantity,
                }
            )

        self.assertEqual(self.quantity(chair), 9)
        hold_back(self.category, 2)
        self.assertEqual(self.quantity(chair), 8)
        hold_back(parent, 4)
        self.assertEqual(self.quantity(chair), 6)
        hold_back(child, 0)
        self.assertEqual(self.quantity(chair), 10)

    def test_no_queries_for_further_products(self):
        few, many = (
            self.make_products(3, is_storable=True),
            self.make_products(60, is_storable=True),
        )
        for product in few | many:
            self.put(product.product_variant_id, 2)
        self.sync()

        def count(products):
            bindings = self.env["medusa.variant.binding"].search(
                [("product_id", "in", products.product_variant_ids.ids)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["medusa.stock.push"]._prepare_levels(self.backend, bindings, {}, True)
            return self.env.cr.sql_log_count - before

        count(few)
        self.assertEqual(count(few), count(many))


@tagged("post_install", "-at_install")
class TestStockReservations(FakeStockCase):
    """Medusa sells what is stocked less what its own orders reserve."""

    def available(self, product):
        """Return what a shopper can buy."""
        place = self.line.location_id.medusa_id
        item = self.fake.state.inventory_items[self.item_of(product)]
        [level] = [
            row for row in self.fake.projector._levels_of(item) if row["location_id"] == place
        ]
        return level["stocked_quantity"] - level["reserved_quantity"]

    def use_imports(self):
        self.backend.write({"stock_orders": "imported", "stock_import_minutes": 60})

    def test_orders_that_stay_in_the_store(self):
        """Odoo's free quantity knows nothing of the order: the store's reservation counts."""
        chair = self.make_stored(10)
        self.sync()
        self.reserve_remote(chair, 3)
        self.push_stock()
        self.assert_stock(chair, 10)
        self.assertEqual(self.available(chair), 7)

    def test_order_that_is_not_imported_yet(self):
        self.use_imports()
        chair = self.make_stored(10)
        self.sync()
        with freeze_time("2026-01-01 00:10:00"):
            self.reserve_remote(chair, 3)
            self.put(chair.product_variant_id, 1)
            self.push_stock()
        self.assertEqual(self.available(chair), 8)

    def test_imported_order_counts_once(self):
        self.use_imports()
        chair = self.make_stored(10)
        self.sync()
        self.reserve_remote(chair, 3)
        self.reserve(chair.product_variant_id, 3)
        self.push_stock()
        self.assert_stock(chair, 10)
        self.assertEqual(self.available(chair), 7)
        self.assertFalse(self.push_stock())

    def test_on_hand_does_not_shrink_by_an_order(self):
        self.use_imports()
        self.backend.stock_quantity_type = "on_hand"
        chair = self.make_stored(10)
        self.sync()
        self.reserve_remote(chair, 3)
        self.reserve(chair.product_variant_id, 3)
        self.push_stock()
        self.assert_stock(chair, 10)
        self.assertEqual(self.available(chair), 7)

    def test_oversold(self):
        self.use_imports()
        chair = self.make_stored(2)
        self.sync()
        self.reserve_remote(chair, 3)
        self.put(chair.product_variant_id, -4)
        self.push_stock()
        self.assertEqual(self.available(chair), 0)

    def test_age_of_a_reservation(self):
        self.use_imports()
        quantity = self.env["medusa.stock.quantity"]
        now = datetime.now(timezone.utc)
        for minutes, known in ((59, False), (61, True)):
            moment = now.timestamp() - minutes * 60
            text = datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            reservation = Reservation("iitem", "sloc", 1.0, text)
            self.assertIs(quantity._is_reservation_known(self.backend, reservation), known)
