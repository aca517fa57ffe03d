from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin


class PricePushScenarios(PriceMixin):
    """Base prices in the store."""

    def test_prices_of_two_currencies_and_breaks(self):
        product = self.make_product(list_price=100)
        pricelist = self.make_pricelist(self.discount(10, min_quantity=5), currency="CHF")
        self.add_price_line(pricelist)
        self.add_price_line(self.make_pricelist(self.fixed(1500), currency="JPY"))
        self.assert_run(self.sync(), created=1)
        self.assertEqual(
            self.base_prices(product),
            {
                ("chf", None, None): 200,
                ("chf", 5, None): 180,
                ("jpy", None, None): 1500,
            },
        )
        self.assert_nothing_left()

    def test_break_that_moves(self):
        product = self.make_product(list_price=100)
        pricelist = self.make_pricelist(self.fixed(80, min_quantity=5), self.fixed(100))
        self.add_price_line(pricelist)
        self.assert_run(self.sync(), created=1)
        rule = pricelist.item_ids.filtered(lambda rule: rule.min_quantity == 5)
        rule.write({"min_quantity": 8, "fixed_price": 110})
        self.assert_run(self.sync(), updated=1)
        code = self.currency
        self.assertEqual(self.base_prices(product), {(code, None, 7): 100, (code, 8, None): 110})
        rule.unlink()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product), {(code, None, None): 100})
        self.assert_nothing_left()

    def test_marketers_prices_stay(self):
        product = self.make_product(list_price=100)
        self.push(product)
        [row] = self.read_all(product.id)
        theirs = {"currency_code": "sek", "amount": 999}
        prices = [{"currency_code": self.currency, "amount": 100}, theirs]
        body = {"prices": prices}
        path = f"/admin/products/{row['id']}/variants/{row['variants'][0]['id']}"
        self.store_call("POST", path, body)
        product.list_price = 120
        self.assert_run(self.sync(), updated=1)
        expected = {(self.currency, None, None): 120, ("sek", None, None): 999}
        self.assertEqual(self.base_prices(product), expected)

    def test_currency_that_left_goes(self):
        product = self.make_product(list_price=100)
        self.add_price_line(self.make_pricelist(currency=self.currency.upper()))
        line = self.add_price_line(self.make_pricelist(currency="JPY"))
        self.assert_run(self.sync(), created=1)
        self.assertIn(("jpy", None, None), self.base_prices(product))
        line.unlink()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product), {(self.currency, None, None): 100})
        self.assert_nothing_left()


@tagged("post_install", "-at_install", "medusa_brief")
class TestPricePushReal(PricePushScenarios, RealLifecycleCase):
    """On a real Medusa."""


@tagged("post_install", "-at_install")
class TestPricePush(PricePushScenarios, FakeLifecycleCase):
    """On the store in memory, which also shows what was sent."""

    def get_sent(self):
        """Return the body of the one write request."""
        [request] = self.fake.writes
        return request.body

    def test_price_change_sends_prices_alone(self):
        shirt = self.make_shirt(list_price=10)
        self.push(shirt)
        self.get_value(shirt, "S").price_extra = 5
        self.assert_run(self.sync(), updated=1)
        [item] = self.get_sent()["update"]
        self.assertEqual(set(item), {"id", "variants"})
        # A variant that is only named stays as it is.
        self.assertEqual(sorted(map(sorted, item["variants"])), [["id"], ["id", "prices"]])

    def test_title_change_sends_no_prices(self):
        product = self.make_product()
        self.push(product)
        product.name += " new"
        self.assert_run(self.sync(), updated=1)
        self.assertNotIn("variants", self.get_sent()["update"][0])

    def test_rule_that_begins_tonight(self):
        product = self.make_product(list_price=100)
        start = fields.Datetime.now() + timedelta(days=1)
        self.add_price_line(self.make_pricelist(self.discount(50, date_start=start)))
        self.push(product)
        self.assert_nothing_left()
        revision = product.medusa_revision
        with freeze_time(start + timedelta(hours=1)):
            self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product), {(self.currency, None, None): 50})
        self.assertEqual(product.medusa_revision, revision)

    def test_currency_rate(self):
        product = self.make_product(list_price=100)
        self.add_price_line(self.make_pricelist(currency="JPY"))
        self.push(product)
        self.assertEqual(self.base_prices(product), {("jpy", None, None): 200})
        self.get_currency("JPY").rate_ids.rate = 3
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product), {("jpy", None, None): 300})

    def test_negative_price_is_refused_and_stops_nobody(self):
        bad, good = self.make_product("Bad", list_price=5), self.make_product("Good", list_price=50)
        rule = {"compute_price": "formula", "base": "list_price", "price_surcharge": -10}
        pricelist = self.make_pricelist(rule)
        self.add_price_line(pricelist)
        with self.assertLogs("odoo.addons.medusa_connector.models.product.push"):
            self.assert_run(self.sync(), "errors", created=1, failed=1)
        self.assertEqual(self.base_prices(good), {(self.currency, None, None): 40})
        binding = self.get_binding(bad)
        self.assertEqual((binding.state, binding.failure_type), ("error", "unsendable"))
        self.assertNotIn("store says", binding.failure_answer)
        self.assertIn("negative: -5.0", binding.failure_detail)
        bad.list_price = 20
        self.assert_run(self.sync(), created=1, unchanged=1)
