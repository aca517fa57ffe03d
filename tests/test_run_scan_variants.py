from odoo.tests import tagged

from .support.prices import LISTS, PriceMixin
from .support.stock_case import FakeStockCase, RealStockCase


class ScanVariantScenarios(PriceMixin):
    """Somebody else's tool made variants anew, or took their stock: the night sees it."""

    def setUp(self):
        super().setUp()
        self.vip = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.add_price_list(self.vip)

    def make_pushed(self, quantity=5, **vals):
        """Create a storable product with two sizes and push it."""
        shirt = self.make_shirt(is_storable=True, **vals)
        for variant in shirt.product_variant_ids:
            self.put(variant, quantity)
        self.assert_run(self.sync(), created=1)
        self.assertEqual(self.read_stock(shirt), {"S": quantity, "M": quantity})
        return shirt

    def remake_variant(self, product, title):
        """Make a variant anew in the store, as a tool does that knows variants by their SKU."""
        remote = self.read(product)
        others = [{"id": row["id"]} for key, row in remote["variants"].items() if key != title]
        made = self.remote_variant(title, "Size", price=1, manage_inventory=False)
        self.change_remote(remote, variants=[*others, made])
        return remote["variants"][title]["id"]

    def assert_whole(self, product, quantity=5):
        """Check that the store has all of each variant, and that Odoo knows which it is."""
        remote = self.read(product)
        known = set(self.get_binding(product).variant_binding_ids.mapped("medusa_id"))
        self.assertEqual(known, set(self.variant_ids(remote).values()))
        for variant in remote["variants"].values():
            self.assertEqual(variant["prices"], {(self.currency, None): 10})
            self.assertTrue(variant["manage_inventory"])
        self.assertEqual(self.read_stock(product), {"S": quantity, "M": quantity})
        [row] = self.price_lists(self.vip)
        prices = [p for p in self.list_prices(row["id"]) if p["price_set"]["variant"]]
        sold = {price["price_set"]["variant"]["id"]: price["amount"] for price in prices}
        self.assertEqual({sold.get(key) for key in known}, {8})

    def test_variant_that_was_made_anew(self):
        shirt = self.make_pushed()
        former = self.remake_variant(shirt, "S")
        run = self.sync()
        self.assert_run(run, updated=1)
        [told] = run.log_ids.filtered(lambda log: log.operation == "remade")
        self.assertEqual((told.result, told.product_tmpl_id), ("warning", shirt))
        self.assertIn("daily-product-sync", told.message)
        self.assertNotIn(former, self.variant_ids(self.read(shirt)).values())
        self.assert_whole(shirt)
        self.assert_nothing_left()

    def test_variant_that_was_deleted(self):
        shirt = self.make_pushed()
        remote = self.read(shirt)
        variant_id = remote["variants"]["S"]["id"]
        self.store_call("DELETE", f"/admin/products/{remote['id']}/variants/{variant_id}")
        self.assert_run(self.sync(), updated=1)
        self.assert_whole(shirt)
        self.assert_nothing_left()

    def test_stock_that_is_counted_no_more(self):
        shirt = self.make_pushed()
        for sku in (None, self.sku("SH")):
            with self.subTest(sku=sku):
                self.get_variant(shirt, "S").default_code = sku
                self.sync()
                self.change_remote_variant(self.read(shirt), "S", manage_inventory=False)
                self.assert_run(self.sync(), updated=1)
                self.assert_whole(shirt)
                self.assert_nothing_left()

    def test_what_is_as_it_was_is_not_pushed(self):
        shirt = self.make_pushed()
        remote = self.read(shirt)
        # A variant that a marketer added is nobody's here.
        present = [{"id": row["id"]} for row in remote["variants"].values()]
        added = self.remote_variant("S again", "Size") | {"options": {"Size": "S"}}
        self.change_remote(remote, variants=[*present, added])
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestScanVariants(ScanVariantScenarios, FakeStockCase):
    """Variants that changed behind the addon's back, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestScanVariantsReal(ScanVariantScenarios, RealStockCase):
    """Variants that changed behind the addon's back, in a real Medusa."""

    def clear_store(self):
        for row in self.price_lists(self.vip):
            self.store_call("DELETE", f"{LISTS}/{row['id']}")
        return super().clear_store()
