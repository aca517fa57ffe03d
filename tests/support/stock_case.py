"""A store that counts stock, seen from both sides."""

from .lifecycle import FakeLifecycleCase, LifecycleMixin, RealLifecycleCase

LEVELS = "/admin/inventory-items/location-levels/batch"


class StockMixin(LifecycleMixin):
    """Storable products, warehouses, and what the store says is there."""

    def setUp(self):
        super().setUp()
        self.warehouse = self.make_warehouse("Main")
        self.backend._test_connection()
        self.backend.push_stock = True
        self.line = self.map_warehouse(self.warehouse)
        # The verification of the day is a matter of its own.
        self.backend.stock_verified_on = self.backend._get_stock_day()

    # Odoo's side

    def make_warehouse(self, name):
        """Create a warehouse whose name no other run uses."""
        code = f"W{len(self.env['stock.warehouse'].search([]))}{self.token[:2]}"
        return self.env["stock.warehouse"].create({"name": f"{name} {self.token}", "code": code})

    def map_warehouse(self, *warehouses):
        """Map warehouses to a new stock location of the store."""
        line = self.env["medusa.stock.line"].create(
            {"backend_id": self.backend.id, "warehouse_ids": [w.id for w in warehouses]}
        )
        line.action_create_location()
        return line

    def make_stored(self, quantity, name="Chair", warehouse=None, **vals):
        """Create a storable product of which so many are in the warehouse."""
        product = self.make_product(name, is_storable=True, **vals)
        self.put(product.product_variant_id, quantity, warehouse)
        return product

    def check_new_variant(self):
        """Give a counted product in the store a variant, and check that it is counted as well."""
        size = self.make_attribute("Size", "S", "M", "L")
        shirt = self.make_product("Shirt", is_storable=True)
        line = self.add_line(shirt, size, "S", "M")
        self.sync()
        line.value_ids = size.value_ids
        self.get_variant(shirt, "L").default_code = self.sku("L")
        self.put(self.get_variant(shirt, "L"), 3)
        self.sync_update(shirt)
        self.assertEqual(self.read_stock(shirt), {"S": 0, "M": 0, "L": 3})

    def put(self, variant, quantity, warehouse=None):
        """Let so many more, or less, be in a warehouse."""
        place = (warehouse or self.warehouse).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(variant, place, quantity)

    def reserve(self, variant, quantity, warehouse=None):
        """Reserve so many for a delivery that isn't done yet."""
        warehouse = warehouse or self.warehouse
        move = self.env["stock.move"].create(
            {
                "product_id": variant.id,
                "product_uom_qty": quantity,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        move._action_assign()
        return move

    def push_stock(self):
        """Let the stock job run; return its run, empty if it left none."""
        before = self.stock_runs()
        self.run_job("medusa_connector.ir_cron_medusa_stock")
        return self.stock_runs() - before

    def stock_runs(self):
        return self.env["medusa.sync.run"].search(
            [("backend_id", "=", self.backend.id), ("scope", "=", "stock")]
        )

    def levels_of(self, product):
        """Return what was last pushed of a product."""
        return self.env["medusa.stock.level"].search(
            [("product_id", "in", product.product_variant_ids.ids)]
        )

    # The store's side

    def read_stock(self, product, line=None):
        """Return {variant's title: quantity in the store}, None where there is no level."""
        place = (line or self.line).location_id.medusa_id
        remote = self.read(product)
        return {
            title: self.read_item(variant["items"]).get(place)
            for title, variant in remote["variants"].items()
        }

    def read_item(self, item_ids):
        """Return {location id: quantity} of a variant's only inventory item."""
        if not item_ids:
            return {}
        [item_id] = item_ids
        query = [("id[]", item_id)]
        query += [("fields", "id,location_levels.location_id,location_levels.stocked_quantity")]
        [item] = self.store_call("GET", "/admin/inventory-items", query=query)["inventory_items"]
        return {row["location_id"]: row["stocked_quantity"] for row in item["location_levels"]}

    def item_of(self, product, title="Default"):
        """Return the id of a variant's inventory item in the store."""
        [item_id] = self.read(product)["variants"][title]["items"]
        return item_id

    def assert_stock(self, product, quantity, line=None):
        """Check what the store has of a product without variants."""
        self.assertEqual(self.read_stock(product, line), {"Default": quantity})

    def set_remote_stock(self, product, quantity):
        """Set a level in the store by other means than the connector."""
        level = {"inventory_item_id": self.item_of(product), "stocked_quantity": quantity}
        level["location_id"] = self.line.location_id.medusa_id
        self.store_call("POST", LEVELS, {"update": [level]})

    def reserve_remote(self, product, quantity):
        """Let an order of the store reserve so many."""
        body = {"inventory_item_id": self.item_of(product), "quantity": quantity}
        body["location_id"] = self.line.location_id.medusa_id
        answer = self.store_call("POST", "/admin/reservations", body)
        self.addCleanup(
            self.store_call, "DELETE", f"/admin/reservations/{answer['reservation']['id']}"
        )


class FakeStockCase(StockMixin, FakeLifecycleCase):
    """Stock in the store in memory, which also sees each request."""

    def sent(self):
        """Return the batch calls of the last job that set levels."""
        return [request for request in self.fake.writes if request.path == LEVELS]


class RealStockCase(StockMixin, RealLifecycleCase):
    """Stock in a real Medusa, where the environment names one."""

    def map_warehouse(self, *warehouses):
        line = super().map_warehouse(*warehouses)
        path = f"/admin/stock-locations/{line.location_id.medusa_id}"
        self.addCleanup(self.store_call, "DELETE", path)
        return line
