from odoo.tests import tagged

from .support.prices import PriceMixin
from .support.taxes import TaxMixin
from .support.website import FakeWebsiteCase


# Website shops bring `account` along: these tests run where they are installed.
@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestPriceTax(TaxMixin, PriceMixin, FakeWebsiteCase):
    """With or without tax, where `account` is installed."""

    def compute(self, policy, taxes, list_price=100):
        self.backend.price_tax = policy
        product = self.make_product(list_price=list_price, taxes_id=taxes.ids)
        variant = product.product_variant_ids
        rows = self.env["medusa.price.computer"]._compute_base_prices(self.backend, variant)
        return rows[variant.id][0]["amount"]

    def test_modes(self):
        inside, outside = self.make_tax(20, included=True), self.make_tax(20)
        none = self.env["account.tax"]
        for policy, expected in (
            ("as_is", (100, 100, 100)),
            ("included", (100, 120, 100)),
            ("excluded", (83.33, 100, 100)),
        ):
            found = tuple(self.compute(policy, taxes) for taxes in (inside, outside, none))
            self.assertEqual(found, expected, policy)

    def test_taxes_of_another_company_are_not_the_products(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        company.account_fiscal_country_id = self.env.ref("base.us")
        self.assertEqual(self.compute("included", self.make_tax(20)), 120)
        tax = self.make_tax(20).copy({"company_id": company.id})
        self.assertEqual(self.compute("included", tax), 100)

    def test_pricelist_with_tax(self):
        self.backend.price_tax = "included"
        product = self.make_product(list_price=100, taxes_id=self.make_tax(20).ids)
        variant = product.product_variant_ids
        pricelist = self.make_pricelist(self.discount(50, min_quantity=5), currency="JPY")
        computer = self.env["medusa.price.computer"]
        rows = computer._compute_pricelist(self.backend, pricelist, variant)[variant.id]
        self.assertEqual([row["amount"] for row in rows], [240, 120])

    def test_mismatch_is_told_by_the_connection_test(self):
        euro = self.make_pricelist(currency="EUR")
        self.add_price_line(euro)
        self.backend.price_tax = "included"
        toast = self.backend.action_test_connection()
        self.assertIn("takes those in EUR as without", toast["params"]["message"])
        preference = next(iter(self.fake.state.price_preferences))
        body = {"is_tax_inclusive": True}
        self.fake.call("POST", f"/admin/price-preferences/{preference}", body)
        toast = self.backend.action_test_connection()
        self.assertNotIn("takes those", toast["params"]["message"])
        self.backend.price_tax = "excluded"
        toast = self.backend.action_test_connection()
        self.assertIn("takes those in EUR as tax-included", toast["params"]["message"])

    def test_settings_that_may_not_be_read_are_told(self):
        self.backend.price_tax = "store"
        self.fake.misbehave("forbidden", "/admin/price-preferences")
        toast = self.backend.action_test_connection()
        self.assertIn("they are pushed without tax", toast["params"]["message"])
        self.fake.behave()
        toast = self.backend.action_test_connection()
        self.assertNotIn("pushed without tax", toast["params"]["message"])

    def test_policy_is_noticed_by_the_next_run(self):
        product = self.make_product(list_price=100, taxes_id=self.make_tax(20).ids)
        self.push(product)
        self.backend.price_tax = "included"
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product), {(self.currency, None, None): 120})

    def test_as_the_store_takes_them(self):
        self.backend.price_tax = "store"
        product = self.make_product(list_price=100, taxes_id=self.make_tax(20).ids)
        region = self.open_region("Gross", is_tax_inclusive=True)
        self.assertEqual(region.tax_setting, "included")
        self.add_price_line(self.make_pricelist(name="All"))
        self.add_price_line(self.make_pricelist(name="Gross"), region)
        self.push(product)
        key = (self.currency, None, None)
        self.assertEqual(self.base_prices(product), {key: 100})
        self.assertEqual(self.base_prices(product, region=region), {key: 120})
        body = {"is_tax_inclusive": False}
        self.store_call("POST", f"/admin/regions/{region.medusa_id}", body)
        self.backend.action_test_connection()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.base_prices(product, region=region), {key: 100})

    def test_region_has_the_fiscal_position_of_its_country(self):
        self.backend.price_tax = "included"
        home, there = self.make_tax(20), self.make_tax(10)
        position = self.env["account.fiscal.position"].create(
            {
                "name": "There",
                "auto_apply": True,
                "country_id": self.env.ref("base.hm").id,
            }
        )
        there.write({"fiscal_position_ids": position.ids, "original_tax_ids": home.ids})
        product = self.make_product(list_price=100, taxes_id=home.ids)
        region = self.open_region("There", countries=["hm"], is_tax_inclusive=True)
        self.add_price_line(self.make_pricelist(name="All"))
        self.add_price_line(self.make_pricelist(name="There"), region)
        self.push(product)
        key = (self.currency, None, None)
        self.assertEqual(self.base_prices(product), {key: 120})
        self.assertEqual(self.base_prices(product, region=region), {key: 110})
        self.assertNotIn("fiscal positions", self.backend.price_warning or "")
        wide = self.open_region("Wide", countries=["bv", "gs"], is_tax_inclusive=True)
        self.backend.price_line_ids.filtered("region_ids").region_ids = wide
        position.country_id = self.env.ref("base.gs")
        self.backend.invalidate_recordset()
        self.assertIn("Wide", self.backend.price_warning)
        self.assertIn("have different fiscal positions", self.backend.price_warning)

    def test_region_that_takes_prices_otherwise_is_told(self):
        region = self.open_region("Net")
        self.add_price_line(self.make_pricelist(), region)
        self.backend.price_tax = "included"
        self.assertIn(f"those of Net {self.token} as without", self.backend.price_warning)
        self.store_call("POST", f"/admin/regions/{region.medusa_id}", {"is_tax_inclusive": True})
        self.backend.action_test_connection()
        self.assertNotIn("Net", self.backend.price_warning or "")
        self.backend.price_tax = "excluded"
        self.assertIn(f"those of Net {self.token} as tax-included", self.backend.price_warning)

    def test_list_for_all_beside_a_region_that_is_taxed_otherwise(self):
        self.backend.price_tax = "store"
        region = self.open_region("Gross", is_tax_inclusive=True)
        self.add_price_line(self.make_pricelist(name="Gross"), region)
        price_list = self.add_price_list(self.make_pricelist(self.discount(5), name="Sale"))
        self.assertIn("Price lists for all regions (Sale) don't fit", self.backend.price_warning)
        price_list.region_ids = region
        self.backend.invalidate_recordset()
        self.assertNotIn("don't fit", self.backend.price_warning or "")

    def test_rounding_is_told(self):
        tax = self.make_tax(20)
        self.make_product(taxes_id=tax.ids)
        self.assertFalse(self.backend.tax_note)
        self.backend.price_tax = "included"
        self.assertIn(tax.name, self.backend.tax_note)
        self.backend.price_tax = "excluded"
        self.assertFalse(self.backend.tax_note)
