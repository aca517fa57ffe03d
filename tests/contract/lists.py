"""Lists of every kind, read in pages that are smaller than they are."""

from unittest.mock import patch

from ...medusa import inventory
from ...medusa.inventory import InventoryApi, InventoryItems
from ...medusa.locations import StockLocations
from ...medusa.pricing import PriceLists
from ...medusa.settings import CustomerGroups, PricePreferences, SalesChannels, ShippingProfiles
from ...medusa.terms import KINDS, TermApi
from ...medusa.variants import Variants
from .base import ContractBase


class ListContract(ContractBase):
    """What paging leans on: each list comes in the order of its ids, as `offset` says."""

    def make_records(self, resource, *bodies):
        """Create records that go with the test."""
        for body in bodies:
            self.addCleanup(resource.delete, resource.create(body))

    def assert_paged(self, resource):
        """Check that small pages hold each row once, in the order of one large page."""
        whole = [row["id"] for page in resource.iter_pages("id") for row in page]
        self.assertEqual(whole, sorted(whole))
        size = max(2, len(whole) // 5)
        pages = [[row["id"] for row in page] for page in resource.iter_pages("id", size)]
        self.assertEqual([row_id for page in pages for row_id in page], whole)

    def test_terms_come_in_pages(self):
        for kind, declared in KINDS.items():
            with self.subTest(kind=kind):
                terms = TermApi(self.client, kind)
                self.make_records(terms, *({declared.label: self.unique()} for _term in range(4)))
                self.assert_paged(terms)

    def test_price_lists_come_in_pages(self):
        lists = PriceLists(self.client)
        body = {"title": "Spring", "description": "Spring"}
        self.make_records(lists, body, body, body)
        self.assert_paged(lists)

    def test_for_whom_price_lists_are(self):
        groups, lists = CustomerGroups(self.client), PriceLists(self.client)
        group_id = groups.create({"name": self.unique()})
        self.addCleanup(groups.delete, group_id)
        body = {"title": self.unique(), "description": "-"}
        self.make_records(lists, body, {**body, "rules": {"customer.groups.id": [group_id]}})
        rows = [
            row
            for page in lists.iter_pages("id,title,price_list_rules.attribute")
            for row in page
            if row["title"] == body["title"]
        ]
        self.assertEqual([row["rules"] for row in rows], [{}, {"customer.groups.id": []}])

    def test_locations_come_in_pages(self):
        locations = StockLocations(self.client)
        self.make_records(locations, *({"name": self.unique()} for _location in range(3)))
        self.assert_paged(locations)

    def test_customer_groups_come_in_pages(self):
        groups = CustomerGroups(self.client)
        self.make_records(groups, *({"name": self.unique()} for _group in range(3)))
        self.assert_paged(groups)

    def test_variants_and_their_items_come_in_pages(self):
        variants = [self.variant(size, manage_inventory=True) for size in ("S", "M", "L")]
        self.make(variants=variants)
        self.assert_paged(Variants(self.client))
        self.assert_paged(InventoryItems(self.client))

    def test_settings_come_in_pages(self):
        for declared in (SalesChannels, ShippingProfiles, PricePreferences):
            with self.subTest(declared=declared.__name__):
                self.assert_paged(declared(self.client))

    def test_reservations_come_in_pages(self):
        stock = InventoryApi(self.client)
        location = self.post("/admin/stock-locations", {"name": self.unique()})["stock_location"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/stock-locations/{location['id']}")
        [variant] = self.make(variants=[self.variant("S", manage_inventory=True)])["variants"]
        item_id = variant["inventory_items"][0]["inventory_item_id"]
        level = {"location_id": location["id"], "stocked_quantity": 9}
        self.post(f"/admin/inventory-items/{item_id}/location-levels", level)
        for quantity in (1, 2, 3):
            self.reserve_some(item_id, location["id"], quantity)
        with patch.object(inventory, "LIST_PAGE", 2):
            found = stock.list_reservations([location["id"]])
        self.assertEqual(sorted(row.quantity for row in found), [1, 2, 3])

    def reserve_some(self, item_id, location_id, quantity):
        """Reserve a quantity, as an open order does, until the test ends."""
        body = {"inventory_item_id": item_id, "location_id": location_id, "quantity": quantity}
        reservation = self.post("/admin/reservations", body)["reservation"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/reservations/{reservation}")
