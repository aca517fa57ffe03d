import requests

from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import URL, RealLifecycleCase
from .support.prices import PriceMixin
from .support.taxes import GROSS_COUNTRY, NET_COUNTRY, TaxMixin

QUANTITIES = (1, 3, 7)


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestTaxTotals(TaxMixin, PriceMixin, RealLifecycleCase):
    """What a cart of a real Medusa comes to with tax is what Odoo's order comes to."""

    def setUp(self):
        super().setUp()
        self.backend.price_tax = "store"
        key = {"type": "publishable", "limit": "1"}
        [row] = self.store_call("GET", "/admin/api-keys", query=key.items())["api_keys"]
        self.shop = {"x-publishable-api-key": row["token"]}
        self.partner = self.env["res.partner"].create({"name": "Buyer"})

    def open_market(self, country, inclusive):
        """Let the store sell in a country, with or without tax in its prices."""
        region = self.open_region(country, "eur", countries=[country], is_tax_inclusive=inclusive)
        return region, self.make_rates(country, full=20, less=5.5)

    def make_goods(self, included):
        """Return a product with the standard and one with the reduced tax, mapped."""
        goods = self.env["product.template"]
        for name, percent in (("full", 20), ("less", 5.5)):
            tax = self.make_tax(percent, included)
            self.map_tax(tax, *(rates[name] for rates in self.rates))
            goods |= self.make_product(name, taxes_id=tax.ids)
        return goods

    def total_of_order(self, pricelist, goods, quantity):
        """Return what Odoo's order of each of the products comes to, with tax."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create(
                        {"product_id": row.product_variant_id.id, "product_uom_qty": quantity}
                    )
                    for row in goods
                ],
            }
        )
        return order.amount_total

    def total_of_cart(self, region, country, goods, quantity):
        """Return what the store's cart of the same comes to, as a shopper sees it."""
        items = []
        for product in goods:
            [remote] = self.read_all(product.id)
            items.append({"variant_id": remote["variants"][0]["id"], "quantity": quantity})
        body = {
            "region_id": region.medusa_id,
            "items": items,
            "shipping_address": {"country_code": country},
        }
        path = f"{URL}/store/carts?fields=total,tax_total,item_total"
        answer = requests.post(path, json=body, headers=self.shop, timeout=60)
        self.assertTrue(answer.ok, answer.text)
        return round(answer.json()["cart"]["total"], 2)

    def test_net_and_gross_regions(self):
        net, net_rates = self.open_market(NET_COUNTRY, inclusive=False)
        gross, gross_rates = self.open_market(GROSS_COUNTRY, inclusive=True)
        self.rates = (net_rates, gross_rates)
        outside, inside = self.make_goods(included=False), self.make_goods(included=True)
        one = self.make_pricelist(name="One", currency="EUR")
        two = self.make_pricelist(name="Two", currency="EUR")
        # What Odoo and the region have alike, both with or both without tax, fits at any price;
        # the others at one that is round both with tax and without.
        for pricelist, region, alike, others, prices in (
            (one, net, outside, inside, (120.0, 21.1)),
            (two, gross, inside, outside, (100.0, 20.0)),
        ):
            goods = [*alike, *others]
            for product, price in zip(goods, (19.99, 19.99, *prices), strict=True):
                pricelist.item_ids = [Command.create(self.fixed(price, product))]
            self.add_price_line(pricelist, region)
        self.assert_run(self.sync(), created=4)
        for region, country, pricelist in (
            (net, NET_COUNTRY, one), (gross, GROSS_COUNTRY, two),
        ):  # fmt: skip
            for product in outside | inside:
                for quantity in QUANTITIES:
                    with self.subTest(region=country, product=product.name, quantity=quantity):
                        self.assertEqual(
                            self.total_of_cart(region, country, product, quantity),
                            self.total_of_order(pricelist, product, quantity),
                        )
