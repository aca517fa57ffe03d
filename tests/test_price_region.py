from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin


class PriceRegionScenarios(PriceMixin):
    """Prices of several regions that pay in one currency."""

    def setUp(self):
        super().setUp()
        self.north, self.south = self.open_region("North"), self.open_region("South")
        self.retail = self.make_pricelist(self.fixed(100), name="Retail")
        self.cheap = self.make_pricelist(
            self.fixed(60, min_quantity=5), self.fixed(80), name="Cheap"
        )
        self.product = self.make_product(list_price=120)

    def test_a_region_has_prices_of_its_own(self):
        self.add_price_line(self.retail)
        self.add_price_line(self.cheap, self.south)
        self.assert_run(self.sync(), created=1)
        code = self.currency
        self.assertEqual(self.base_prices(self.product), {(code, None, None): 100})
        self.assertEqual(
            self.base_prices(self.product, region=self.south),
            {(code, None, None): 80, (code, 5, None): 60},
        )
        self.assert_nothing_left()

    def test_region_that_is_taken_out_of_its_line(self):
        self.add_price_line(self.retail)
        line = self.add_price_line(self.cheap, self.south | self.north)
        self.assert_run(self.sync(), created=1)
        self.assertEqual(len(self.base_prices(self.product, region=self.north)), 2)
        line.region_ids -= self.north
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(self.product, region=self.north), {})
        self.assertEqual(len(self.base_prices(self.product, region=self.south)), 2)
        line.unlink()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(self.product, region=self.south), {})
        self.assertEqual(self.base_prices(self.product), {(self.currency, None, None): 100})
        self.assert_nothing_left()

    def test_price_of_a_region_that_is_not_odoos_stays(self):
        self.add_price_line(self.cheap, self.south)
        self.push(self.product)
        [row] = self.read_all(self.product.id)
        [variant] = row["variants"]
        own = [
            {key: price[key] for key in ("id", "currency_code", "amount", "min_quantity", "rules")}
            for price in variant["prices"]
        ]
        theirs = {"currency_code": self.currency, "amount": 7}
        rules = {"region_id": self.north.medusa_id}
        prices = [*own, {**theirs, "rules": rules}, {**theirs, "amount": 9}]
        path = f"/admin/products/{row['id']}/variants/{variant['id']}"
        self.store_call("POST", path, {"prices": prices})
        self.cheap.item_ids.filtered("min_quantity").unlink()
        self.assert_run(self.sync(), updated=1)
        code = self.currency
        self.assertEqual(
            self.base_prices(self.product, region=self.south), {(code, None, None): 80}
        )
        self.assertEqual(self.base_prices(self.product, region=self.north), {(code, None, None): 7})
        self.assertEqual(self.base_prices(self.product), {(code, None, None): 9})

    def test_price_list_of_a_region(self):
        self.add_price_line(self.retail)
        sale = self.make_pricelist(self.fixed(70, min_quantity=3), self.fixed(90), name="Sale")
        price_list = self.add_price_list(sale, region_ids=self.north.ids)
        self.sync()
        self.assertEqual(self.list_regions(price_list), {self.north.medusa_id: [70, 90]})
        self.assert_nothing_left()
        price_list.region_ids = self.south
        self.sync()
        self.assertEqual(self.list_regions(price_list), {self.south.medusa_id: [70, 90]})
        price_list.region_ids = False
        self.sync()
        self.assertEqual(self.list_regions(price_list), {None: [70, 90]})
        self.assert_nothing_left()
        price_list.action_remove()
        self.sync()

    def test_price_list_whose_prices_end_and_change(self):
        self.add_price_line(self.retail)
        sale = self.make_pricelist(
            self.fixed(70, min_quantity=3), self.fixed(75, min_quantity=9), self.fixed(90),
            name="Sale",
        )  # fmt: skip
        price_list = self.add_price_list(sale, region_ids=(self.north | self.south).ids)
        self.sync()
        expected = [(3, 8, 70), (9, None, 75), (None, None, 90)]
        self.assertEqual(self.list_breaks(price_list), expected)
        for rule in sale.item_ids:
            rule.fixed_price -= 1
        self.sync()
        expected = [(3, 8, 69), (9, None, 74), (None, None, 89)]
        self.assertEqual(self.list_breaks(price_list), expected)
        sale.item_ids.filtered(lambda rule: rule.min_quantity == 9).fixed_price = 50
        self.sync()
        expected = [(3, None, 69), (9, None, 50), (None, None, 89)]
        self.assertEqual(self.list_breaks(price_list), expected)
        self.assert_nothing_left()
        price_list.action_remove()
        self.sync()

    def list_breaks(self, price_list):
        """Return the (from, up to, amount) that both regions have of a price list."""
        found = {}
        for price in self.list_prices(price_list.medusa_id):
            [rule] = price["price_rules"]
            row = (price["min_quantity"], price["max_quantity"], price["amount"])
            found.setdefault(rule["value"], []).append(row)
        north, south = (sorted(rows, key=str) for rows in found.values())
        self.assertEqual(north, south)
        return north

    def test_price_list_keeps_a_marketers_price_for_a_region(self):
        self.add_price_line(self.retail)
        sale = self.make_pricelist(self.fixed(90), name="Sale")
        price_list = self.add_price_list(sale, region_ids=self.north.ids)
        self.sync()
        [variant] = self.read_all(self.product.id)[0]["variants"]
        theirs = {
            "variant_id": variant["id"],
            "currency_code": self.currency,
            "amount": 50,
            "rules": {"region_id": self.south.medusa_id},
        }
        path = f"/admin/price-lists/{price_list.medusa_id}/prices/batch"
        self.store_call("POST", path, {"create": [theirs]})
        sale.item_ids.fixed_price = 85
        price_list.action_push()
        self.work_through_queue()
        self.assertEqual(
            self.list_regions(price_list),
            {self.north.medusa_id: [85], self.south.medusa_id: [50]},
        )
        price_list.action_remove()
        self.sync()

    def list_regions(self, price_list):
        """Return {region: amounts} of what the store has of a price list."""
        found = {}
        for price in self.list_prices(price_list.medusa_id):
            region = next((rule["value"] for rule in price["price_rules"]), None)
            found.setdefault(region, []).append(price["amount"])
        return {region: sorted(amounts) for region, amounts in found.items()}


@tagged("post_install", "-at_install")
class TestPriceRegionReal(PriceRegionScenarios, RealLifecycleCase):
    """On a real Medusa."""


@tagged("post_install", "-at_install")
class TestPriceRegion(PriceRegionScenarios, FakeLifecycleCase):
    """On the store in memory."""

    def test_region_that_left_the_store(self):
        line = self.add_price_line(self.cheap, self.south)
        self.push(self.product)
        self.store_call("DELETE", f"/admin/regions/{self.south.medusa_id}")
        self.backend.action_test_connection()
        self.assertFalse(self.south.active)
        self.assertEqual(line.region_ids, self.south)
        self.assertIn("isn't in the store any more", self.backend.price_warning)
        self.assert_run(self.sync(), updated=1)
        # It never becomes a price for everybody.
        self.assertEqual(self.base_prices(self.product), {})
        self.assertEqual(self.base_prices(self.product, region=self.south), {})

    def test_line_that_left_after_a_lost_answer(self):
        """The store may have had its prices already: they go, although nobody saw them come."""
        self.add_price_line(self.retail)
        self.push(self.product)
        line = self.add_price_line(self.cheap, self.south)
        self.fake.misbehave("reset_after", "POST /admin/products/batch")
        self.sync()
        self.fake.behave()
        self.assertEqual(len(self.base_prices(self.product, region=self.south)), 2)
        line.unlink()
        self.get_binding(self.product).next_try = "2020-01-01"
        self.sync()
        self.assertEqual(self.base_prices(self.product, region=self.south), {})

    def test_region_that_left_a_price_list_after_a_lost_answer(self):
        self.add_price_line(self.retail)
        price_list = self.add_price_list(
            self.make_pricelist(self.fixed(90), name="Sale"), region_ids=self.north.ids
        )
        self.fake.misbehave("timeout_after", "POST /admin/price-lists/*/prices/batch")
        self.sync()
        self.fake.behave()
        self.assertEqual(self.list_regions(price_list), {self.north.medusa_id: [90]})
        price_list.region_ids = self.south
        price_list.next_try = False
        self.sync()
        self.assertEqual(self.list_regions(price_list), {self.south.medusa_id: [90]})

    def test_two_lines_for_one_region_are_refused(self):
        self.add_price_line(self.retail, self.south | self.north)
        with self.assertRaisesRegex(
            ValidationError, "Cheap .* and Retail .* both for region North"
        ):
            self.add_price_line(self.cheap, self.north)

    def test_one_line_without_regions_for_a_currency(self):
        self.add_price_line(self.retail)
        line = self.add_price_line(self.cheap, self.north)
        with self.assertRaisesRegex(ValidationError, "Cheap .* and Retail .*are both in"):
            line.region_ids = False

    def test_region_of_another_currency_is_refused(self):
        japan = self.open_region("Japan", "jpy")
        for add in (
            lambda: self.add_price_line(self.cheap, japan),
            lambda: self.add_price_list(self.cheap, region_ids=japan.ids),
        ):
            with self.assertRaisesRegex(ValidationError, "Japan .* is sold to in JPY"):
                add()

    def test_region_of_another_store_is_refused(self):
        other = self.make_backend(name="Other")
        region = self.env["medusa.region"].create(
            {
                "backend_id": other.id,
                "medusa_id": "reg_x",
                "name": "X",
                "currency_code": self.currency,
            }
        )
        with self.assertRaisesRegex(ValidationError, "is another store's"):
            self.add_price_line(self.cheap, region)

    def test_country_groups_propose_the_regions(self):
        self.open_region("Baltics", countries=["lt", "lv"])
        self.open_region("Nordics", countries=["fi", "se"])
        countries = self.env["res.country"].search([("code", "in", ("LT", "LV", "EE", "FI"))])
        group = self.env["res.country.group"].create({"name": "East", "country_ids": countries.ids})
        self.cheap.country_group_ids = group
        with Form(self.backend) as form, form.price_line_ids.new() as line:
            line.pricelist_id = self.cheap
        line = self.backend.price_line_ids
        self.assertEqual(line.region_ids.mapped("name"), [f"Baltics {self.token}"])
        warning = self.backend.price_warning
        self.assertIn("Cheap has country groups for Estonia, Finland, and no region", warning)
        line.region_ids = False
        self.assertIn("country groups of pricelist Cheap aren't pushed", self.backend.price_warning)

    def test_sale_that_is_dearer_in_a_region_is_told(self):
        self.add_price_line(self.retail)
        self.add_price_line(self.cheap, self.north)
        price_list = self.add_price_list(self.make_pricelist(self.fixed(90), name="Sale"))
        self.sync()
        self.assertEqual(price_list.dearer_count, 1)

    def test_price_that_is_no_price_in_a_region(self):
        self.cheap.item_ids.write({"fixed_price": -1})
        self.add_price_line(self.retail)
        self.add_price_line(self.cheap, self.north)
        self.push(self.product)
        self.assertEqual(self.base_prices(self.product, region=self.north), {})
        warning = self.get_binding(self.product).warning
        self.assertIn("would be negative", warning)
        self.assertIn(f"North {self.token}", warning)
        self.assertIn("there it is sold for the price of all regions", warning)
