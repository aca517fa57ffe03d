from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.prices import PriceMixin


@tagged("post_install", "-at_install")
class TestPriceComputer(PriceMixin, FakeLifecycleCase):
    """Prices are Odoo's own, in amounts that Medusa takes."""

    def compute(self, product, pricelist=None):
        """Return the first variant's prices as [(currency, from, up to, amount)]."""
        variant = product.product_variant_ids[:1]
        computer = self.env["medusa.price.computer"]
        if pricelist:
            rows = computer._compute_pricelist(self.backend, pricelist, variant)
        else:
            rows = computer._compute_base_prices(self.backend, variant)
        return [
            (
                row["currency_code"],
                row.get("min_quantity"),
                row.get("max_quantity"),
                row["amount"],
            )
            for row in rows[variant.id]
        ]

    def assert_amount(self, amount, *rules, product=None, **vals):
        """Check what a pricelist of these rules makes of a product that costs 100."""
        product = product or self.make_product(list_price=100, standard_price=40)
        pricelist = self.make_pricelist(*rules, **vals)
        self.assertEqual(self.compute(product, pricelist), [(self.currency, None, None, amount)])

    def test_sales_price_with_extras_without_lines(self):
        shirt = self.make_shirt(list_price=10)
        self.get_value(shirt, "S").price_extra = 2.5
        self.assertEqual(self.compute(shirt), [(self.currency, None, None, 12.5)])

    def test_each_line_gives_its_currency(self):
        shirt = self.make_shirt(list_price=10)
        self.get_value(shirt, "S").price_extra = 2.5
        for name in ("JPY", "CHF"):
            self.add_price_line(self.make_pricelist(currency=name))
        found = [("jpy", None, None, 25), ("chf", None, None, 25)]
        self.assertEqual(self.compute(shirt), found)

    def test_kinds_of_rules(self):
        self.assert_amount(77.5, self.fixed(77.5))
        self.assert_amount(85, self.discount(15))
        formula = {"compute_price": "formula", "base": "list_price", "price_discount": 33}
        self.assert_amount(67, formula)
        self.assert_amount(69.99, {**formula, "price_round": 10, "price_surcharge": -0.01})
        self.assert_amount(90, {**formula, "price_min_margin": -10, "price_max_margin": 500})
        cost = {"compute_price": "formula", "base": "standard_price", "price_markup": 50}
        self.assert_amount(60, cost)

    def test_pricelist_on_pricelist_on_cost(self):
        formula = {"compute_price": "formula", "price_discount": 10}
        cost = {"compute_price": "formula", "base": "standard_price", "price_markup": 50}
        base = self.make_pricelist(cost)
        middle = self.make_pricelist(
            {**formula, "base": "pricelist", "base_pricelist_id": base.id}, currency="JPY"
        )
        rule = {**formula, "base": "pricelist", "base_pricelist_id": middle.id}
        self.assert_amount(48.6, rule)

    def test_what_rules_apply_to(self):
        shirt = self.make_shirt(list_price=100)
        variant = self.get_variant(shirt, "S")
        parent = self.env["product.category"].create({"name": "All of it"})
        shirt.categ_id.parent_id = parent
        rules = [
            self.fixed(1),
            self.fixed(2, applied_on="2_product_category", categ_id=parent.id),
            self.fixed(3, applied_on="2_product_category", categ_id=shirt.categ_id.id),
            self.fixed(4, shirt),
            self.fixed(5, applied_on="0_product_variant", product_id=variant.id),
            self.fixed(9, self.make_product("Other")),
        ]
        for amount, count in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (5, 6)):
            self.assert_amount(amount, *rules[:count], product=shirt)

    def test_rules_of_today_alone(self):
        now = fields.Datetime.now()
        day = timedelta(days=1)
        self.assert_amount(
            80,
            self.discount(10, date_end=now - day),
            self.discount(20, date_start=now - day, date_end=now + day),
            self.discount(30, date_start=now + day),
        )

    def test_quantity_breaks(self):
        product = self.make_product(list_price=100)
        base = self.make_pricelist(self.discount(30, min_quantity=50))
        pricelist = self.make_pricelist(
            self.fixed(95, product, min_quantity=1),
            self.fixed(90, product, min_quantity=10),
            self.fixed(90, product, min_quantity=12),
            self.fixed(5, self.make_product("Other"), min_quantity=11),
            self.fixed(80, product, min_quantity=2.5),
            {
                "compute_price": "formula",
                "base": "pricelist",
                "base_pricelist_id": base.id,
                "min_quantity": 20,
            },
        )
        found = [(row[1], row[3]) for row in self.compute(product, pricelist)]
        # A rule for the product goes before one for all.
        self.assertEqual(found, [(None, 95), (2.5, 80), (10, 90)])
        pricelist.item_ids.filtered("product_tmpl_id").unlink()
        found = [(row[1], row[3]) for row in self.compute(product, pricelist)]
        self.assertEqual(found, [(None, 100), (50, 70)])

    def test_dearer_break_ends_the_cheaper_price(self):
        product = self.make_product(list_price=10)
        pricelist = self.make_pricelist(
            self.fixed(8, min_quantity=10),
            self.fixed(9, min_quantity=20),
            self.fixed(7, min_quantity=30),
            self.fixed(12, min_quantity=99.5),
        )
        found = [row[1:] for row in self.compute(product, pricelist)]
        self.assertEqual(
            found,
            [(None, 99, 10), (10, 19, 8), (20, 99, 9), (30, 99, 7), (99.5, None, 12)],
        )

    def test_decimals_of_the_currency(self):
        product = self.make_product(list_price=9.995)
        third = self.discount(100 / 3)
        for name, amount in (("JPY", 13), ("KWD", 13.327), ("CHF", 13.33)):
            pricelist = self.make_pricelist(third, currency=name)
            [(_code, _from, _to, found)] = self.compute(product, pricelist)
            self.assertEqual(repr(found), repr(float(amount)), name)

    def test_no_float_noise(self):
        product = self.make_product(list_price=3)
        product.product_variant_ids.lst_price = 0.1 + 0.2
        self.assertEqual(repr(self.compute(product)[0][3]), "0.3")

    def test_rules_without_end_take_one_search_per_pricelist(self):
        """A chunk's queries don't grow with its products, whatever the rules are based on."""
        base = self.make_pricelist(
            {"compute_price": "formula", "base": "standard_price", "price_markup": 50}
        )
        products = self.make_products(40, list_price=100, standard_price=40)
        pricelist = self.make_pricelist(
            {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": base.id},
            *[self.fixed(index + 1, product) for index, product in enumerate(products[:20])],
        )
        self.env.flush_all()
        computer = self.env["medusa.price.computer"]
        counts = []
        # The first time fills the registry's caches.
        for some in (products[:1], products[15:25], products):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = computer._compute_pricelist(self.backend, pricelist, some.product_variant_ids)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(rows), len(some))
        self.assertLessEqual(counts[2], counts[1])
        self.assertEqual(rows[products[3].product_variant_id.id][0]["amount"], 4)
        self.assertEqual(rows[products[30].product_variant_id.id][0]["amount"], 60)
