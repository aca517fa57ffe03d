"""Inventory items, their levels and reservations."""

from ...medusa.exceptions import MedusaConflictError, MedusaNotFoundError, MedusaValidationError
from ...medusa.inventory import InventoryApi
from ...medusa.locations import StockLocationApi
from ...medusa.packing import encode
from ...sync.identity import Databases
from ...sync.scan import read_index
from ..support.versions import needs
from .base import ContractBase


class InventoryContract(ContractBase):
    def setUp(self):
        super().setUp()
        self.inventory = InventoryApi(self.client)
        self.locations = StockLocationApi(self.client)

    def make_location(self):
        location = self.locations.create(f"Depot {self.unique()}")
        self.addCleanup(self.client.request, "DELETE", f"/admin/stock-locations/{location.id}")
        return location

    def make_managed(self, *sizes, **values):
        """Create a product whose variants are managed; return it with {size: item id}."""
        word = self.unique()
        variants = [self.variant(size, word, manage_inventory=True, **values) for size in sizes]
        product = self.make(variants=variants)
        items = {
            row["title"]: row["inventory_items"][0]["inventory_item_id"]
            for row in product["variants"]
        }
        return product, items

    def level(self, item_id, location_id, quantity):
        row = {"inventory_item_id": item_id, "location_id": location_id}
        return encode({**row, "stocked_quantity": quantity})

    def read_levels(self, product):
        """Return {size: {location id: stocked quantity}}."""
        titles = {row["id"]: row["title"] for row in product["variants"]}
        found = self.inventory.read_variants(list(titles))
        return {
            titles[key]: {
                place: level["stocked_quantity"]
                for levels in items.values()
                for place, level in levels.items()
            }
            for key, items in found.items()
        }

    # The index

    def test_index_tells_variants_and_their_items(self):
        product, items = self.make_managed("S", "M")
        [small, medium] = [self.by_title(product["variants"])[title]["id"] for title in "SM"]
        self.assertEqual(self.index_of(product), {(small, items["S"]), (medium, items["M"])})
        self.update_variants(product, {"id": small, "manage_inventory": False}, {"id": medium})
        self.assertEqual(self.index_of(product), {(small, None), (medium, items["M"])})

    def index_of(self, product):
        """Return what the store's index says of a product's variants."""
        pages = read_index(self.client, Databases("nobody's"), 1000)
        mine = {row["id"] for row in self.read(product["id"], "id,variants.id")["variants"]}
        return {pair for page in pages for pair in page.variants if pair[0] in mine}

    # Levels

    def test_levels_are_created_then_updated(self):
        product, items = self.make_managed("S", "M")
        place = self.make_location().id
        self.assertEqual(self.read_levels(product), {"S": {}, "M": {}})
        bodies = [self.level(items["S"], place, 3), self.level(items["M"], place, 0)]
        rows = self.inventory.set_levels("create", bodies)
        self.assertEqual(
            {row["inventory_item_id"]: row["stocked_quantity"] for row in rows},
            {items["S"]: 3, items["M"]: 0},
        )
        self.inventory.set_levels("update", [self.level(items["S"], place, 1.5)])
        self.assertEqual(self.read_levels(product), {"S": {place: 1.5}, "M": {place: 0}})

    def test_a_level_is_created_once(self):
        product, items = self.make_managed("S", "M")
        place = self.make_location().id
        self.inventory.set_levels("create", [self.level(items["S"], place, 3)])
        bodies = [self.level(items["M"], place, 1), self.level(items["S"], place, 4)]
        self.refused(
            MedusaConflictError, self.inventory.set_levels, "create", bodies,
            words="Inventory level with inventory_item_id",
        )  # fmt: skip
        self.assertEqual(self.read_levels(product), {"S": {place: 3}, "M": {}})

    def test_only_a_level_that_is_there_is_updated(self):
        product, items = self.make_managed("S", "M")
        place = self.make_location().id
        self.inventory.set_levels("create", [self.level(items["S"], place, 3)])
        bodies = [self.level(items["S"], place, 4), self.level(items["M"], place, 1)]
        self.refused(
            MedusaNotFoundError, self.inventory.set_levels, "update", bodies,
            words=f"Item {items['M']} is not stocked at location {place}",
        )  # fmt: skip
        self.assertEqual(self.read_levels(product), {"S": {place: 3}, "M": {}})

    def test_unknown_item(self):
        bodies = [self.level("iitem_nope", self.make_location().id, 1)]
        for operation in ("create", "update"):
            self.refused(MedusaNotFoundError, self.inventory.set_levels, operation, bodies)

    def test_negative_quantity(self):
        _product, items = self.make_managed("S")
        body = self.level(items["S"], self.make_location().id, -1)
        self.refused(
            MedusaValidationError, self.inventory.set_levels, "create", [body], words="too small"
        )

    def test_unknown_location_is_accepted(self):
        """Whoever writes levels has to look the location up."""
        product, items = self.make_managed("S")
        place = f"sloc_{self.unique()}"
        self.inventory.set_levels("create", [self.level(items["S"], place, 1)])
        self.assertEqual(self.read_levels(product), {"S": {place: 1}})

    def test_levels_outlive_their_location(self):
        product, items = self.make_managed("S")
        place = self.make_location().id
        self.inventory.set_levels("create", [self.level(items["S"], place, 1)])
        self.client.request("DELETE", f"/admin/stock-locations/{place}")
        self.inventory.set_levels("update", [self.level(items["S"], place, 2)])
        self.assertEqual(self.read_levels(product), {"S": {place: 2}})
        self.assertNotIn(place, {row.id for row in self.locations.list_all()})

    def test_below_what_is_reserved(self):
        product, items = self.make_managed("S")
        place = self.make_location().id
        self.inventory.set_levels("create", [self.level(items["S"], place, 3)])
        body = {"inventory_item_id": items["S"], "location_id": place, "quantity": 2}
        reservation = self.post("/admin/reservations", body)["reservation"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/reservations/{reservation}")
        self.inventory.set_levels("update", [self.level(items["S"], place, 1)])
        self.assertEqual(self.read_levels(product), {"S": {place: 1}})
        [found] = self.inventory.list_reservations([place])
        self.assertEqual((found.item_id, found.location_id), (items["S"], place))
        self.assertEqual(found.quantity, 2)
        self.assertRegex(found.created_at, r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")

    # Items

    def test_variants_that_are_gone_are_left_out(self):
        product, _items = self.make_managed("S", "M")
        ids = {row["title"]: row["id"] for row in product["variants"]}
        self.variants.delete(product["id"], [ids["M"]])
        self.assertEqual(set(self.inventory.read_variants(list(ids.values()))), {ids["S"]})

    def test_sku_change_leaves_the_item(self):
        product, items = self.make_managed("S")
        variant = product["variants"][0]
        self.update_variants(product, {"id": variant["id"], "sku": self.unique()})
        found = self.inventory.read_variants([variant["id"]])
        self.assertEqual(set(found[variant["id"]]), {items["S"]})
        self.assertEqual(
            self.inventory.find_items([variant["sku"]])[variant["sku"]]["id"], items["S"]
        )

    @needs("late_items")
    def test_unmanaged_variant_leaves_an_orphan_that_can_be_linked(self):
        product, items = self.make_managed("S")
        variant = product["variants"][0]
        self.update_variants(product, {"id": variant["id"], "manage_inventory": False})
        orphan = self.inventory.find_items([variant["sku"]])[variant["sku"]]
        self.assertEqual((orphan["id"], orphan["variants"]), (items["S"], []))
        again = {"id": variant["id"], "manage_inventory": True}
        error = self.refused(MedusaConflictError, self.update_variants, product, again)
        self.assertEqual((error.entity, error.value), ("Inventory item", variant["sku"]))
        self.inventory.link_items(product["id"], [(variant["id"], items["S"])])
        self.inventory.link_items(product["id"], [(variant["id"], items["S"])])
        after = self.update_variants(product, again)["variants"][0]
        self.assertEqual(
            [row["inventory_item_id"] for row in after["inventory_items"]], [items["S"]]
        )

    @needs("late_items")
    def test_managed_for_the_first_time_makes_an_item(self):
        product = self.make("S")
        variant = product["variants"][0]
        self.assertEqual(variant["inventory_items"], [])
        after = self.update_variants(product, {"id": variant["id"], "manage_inventory": True})
        self.assertEqual(len(after["variants"][0]["inventory_items"]), 1)
        rows = self.variants.update(
            product["id"],
            [{"id": variant["id"], "manage_inventory": True}],
            "id,inventory_items.inventory_item_id",
        )
        self.assertEqual(len(rows[0]["inventory_items"]), 1)

    def test_create_on_an_orphan(self):
        product, items = self.make_managed("S", "M")
        ids = {row["title"]: row["id"] for row in product["variants"]}
        sku = {row["title"]: row["sku"] for row in product["variants"]}["M"]
        self.update_variants(product, {"id": ids["S"]})
        link = {"inventory_item_id": items["M"], "required_quantity": 1}
        variant = self.variant("M", sku=sku, manage_inventory=True, inventory_items=[link])
        made = self.make(variants=[variant])["variants"][0]
        self.assertEqual(
            [row["inventory_item_id"] for row in made["inventory_items"]], [items["M"]]
        )

    # Locations

    def test_location_with_address(self):
        address = {"address_1": "Main street 1", "country_code": "de", "city": "Berlin"}
        location = self.locations.create(f"Depot {self.unique()}", address)
        self.addCleanup(self.client.request, "DELETE", f"/admin/stock-locations/{location.id}")
        self.assertEqual(location.channel_ids, [])
        names = {row.id: row.name for row in self.locations.list_all()}
        self.assertEqual(names[location.id], location.name)

    def test_location_is_linked_to_a_channel(self):
        location = self.make_location()
        channel = self.store.list_sales_channels()[0][0]
        self.locations.add_channels(location.id, [channel])
        self.locations.add_channels(location.id, [channel, "sc_nope"])
        found = {row.id: row.channel_ids for row in self.locations.list_all()}
        # A channel that doesn't exist is linked without complaint and reads as a null.
        self.assertEqual(found[location.id], [channel])
