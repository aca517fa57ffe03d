from odoo import Command
from odoo.tests import tagged

from .support.stock_case import FakeStockCase


# Without "standard" Odoo would let the requests through instead of handing them to the fake store.
@tagged("post_install", "-at_install", "medusa_website")
class TestStockKits(FakeStockCase):
    """Kits of mrp, and what website_sale_stock says of a product."""

    def make_kit(self, *components, **vals):
        """Create a product that is sold as its components: (product, quantity)."""
        kit = self.make_product("Set", **vals)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": p.product_variant_id.id, "product_qty": quantity})
                    for p, quantity in components
                ],
            }
        )
        return kit

    def test_kit_counts_as_odoo_counts_it(self):
        if "mrp.bom" not in self.env:
            self.skipTest("mrp isn't installed")
        leg, top = self.make_stored(9, "Leg"), self.make_stored(5, "Top")
        kit = self.make_kit((leg, 4), (top, 1), is_storable=False)
        self.sync()
        self.assert_stock(kit, 2)
        self.put(leg.product_variant_id, -2)
        self.push_stock()
        self.assert_stock(kit, 1)
        self.assert_stock(leg, 7)

    def test_kit_of_consumables_is_not_counted(self):
        if "mrp.bom" not in self.env:
            self.skipTest("mrp isn't installed")
        screw = self.make_product("Screw", is_storable=False)
        kit = self.make_kit((screw, 4), is_storable=False)
        self.sync()
        self.assertIs(self.read(kit)["variants"]["Default"]["manage_inventory"], False)
        screw.is_storable = True
        self.sync()
        self.assertIs(self.read(kit)["variants"]["Default"]["manage_inventory"], True)

    def test_product_says_whether_it_is_sold_when_out_of_stock(self):
        if "allow_out_of_stock_order" not in self.env["product.template"]._fields:
            self.skipTest("website_sale_stock isn't installed")
        chair = self.make_stored(1)
        query = [("fields", "id,allow_backorder")]
        for allowed in (True, False):
            chair.allow_out_of_stock_order = allowed
            self.backend.stock_backorder = not allowed
            self.sync()
            answer = self.store_call("GET", "/admin/product-variants", query=query)
            self.assertIs(answer["variants"][0]["allow_backorder"], allowed)
