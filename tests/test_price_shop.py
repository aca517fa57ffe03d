import requests

from odoo.tests import tagged

from .support.lifecycle import URL, RealLifecycleCase
from .support.prices import LISTS, PriceMixin


@tagged("post_install", "-at_install")
class TestPriceShop(PriceMixin, RealLifecycleCase):
    """What a shopper sees of Odoo's prices in a real Medusa: the calculated price."""

    def setUp(self):
        super().setUp()
        self.regions = {}
        self.addCleanup(self.clear_shop)
        keys = self.store_call(
            "GET", "/admin/api-keys", query=[("type", "publishable"), ("limit", "10")]
        )["api_keys"]
        self.shop_key = keys[0]["token"]

    def clear_shop(self):
        for region in self.regions.values():
            self.store_call("DELETE", f"/admin/regions/{region}")
        for price_list in self.backend.price_list_ids.filtered("medusa_id"):
            self.store_call("DELETE", f"{LISTS}/{price_list.medusa_id}")

    def open_currency(self, code):
        """Let the store sell in a currency."""
        body = {"name": f"{code} {self.token}", "currency_code": code}
        self.regions[code] = self.store_call("POST", "/admin/regions", body)["region"]["id"]

    def read_shop(self, product, code):
        """Return (calculated, original) amount of the first variant in a currency."""
        [remote] = self.read_all(product.id)
        answer = requests.get(
            f"{URL}/store/products/{remote['id']}",
            params={"region_id": self.regions[code], "fields": "*variants.calculated_price"},
            headers={"x-publishable-api-key": self.shop_key},
            timeout=60,
        )
        self.assertTrue(answer.ok, answer.text)
        price = answer.json()["product"]["variants"][0]["calculated_price"]
        return price["calculated_amount"], price["original_amount"]

    def read_cart(self, product, code, quantity):
        """Return the price of a unit where so many are in the cart."""
        [remote] = self.read_all(product.id)
        headers = {"x-publishable-api-key": self.shop_key}
        cart = requests.post(
            f"{URL}/store/carts",
            json={
                "region_id": self.regions[code],
                "items": [{"variant_id": remote["variants"][0]["id"], "quantity": quantity}],
            },
            headers=headers,
            timeout=60,
        )
        self.assertTrue(cart.ok, cart.text)
        return cart.json()["cart"]["items"][0]["unit_price"]

    def test_calculated_prices(self):
        product = self.make_product(list_price=100)
        euro = self.make_pricelist(
            self.fixed(90, min_quantity=5),
            self.fixed(95, min_quantity=10),
            self.fixed(100),
            currency="EUR",
        )
        self.add_price_line(euro)
        self.add_price_line(self.make_pricelist(self.fixed(15000), currency="JPY"))
        self.backend.action_test_connection()
        self.backend.action_add_currencies()
        self.assertFalse(self.backend.missing_currencies)
        vip = self.make_pricelist(self.fixed(80), name="VIP", currency="EUR")
        self.assert_run(self.sync(), created=1)
        for code in ("eur", "jpy"):
            self.open_currency(code)
        self.assertEqual(self.read_shop(product, "eur"), (100, 100))
        self.assertEqual(self.read_shop(product, "jpy"), (15000, 15000))
        # A dearer break counts, as in Odoo: Medusa alone would take the lowest price.
        found = [self.read_cart(product, "eur", quantity) for quantity in (1, 4, 5, 9, 10, 50)]
        self.assertEqual(found, [100, 100, 90, 90, 95, 95])
        price_list = self.add_price_list(vip)
        self.sync()
        self.assertEqual(self.read_shop(product, "eur"), (80, 100))
        price_list.price_type = "override"
        self.sync()
        self.assertEqual(self.read_shop(product, "eur"), (80, 80))
        price_list.date_end = "2026-01-01"
        self.sync()
        self.assertEqual(self.read_shop(product, "eur"), (100, 100))
