"""Tax rates and their rules."""

from ...medusa.exceptions import MedusaNotFoundError, MedusaTooLargeError, MedusaValidationError
from ...medusa.tax_rates import PRODUCT, TaxRate, TaxRateApi
from .base import ContractBase


class TaxContract(ContractBase):
    """What tax classes lean on."""

    def setUp(self):
        super().setUp()
        self.rates = TaxRateApi(self.client)

    def make_rate(self, country="hm", **values):
        """Create a reduced rate, and a country whose default is another; return both ids."""
        default = {"rate": 20, "code": "S", "name": "Standard"}
        body = {"country_code": country, "provider_id": "tp_system", "default_tax_rate": default}
        region_id = self.post("/admin/tax-regions", body)["tax_region"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/tax-regions/{region_id}")
        body = {"tax_region_id": region_id, "rate": 5.5, "code": "R", "name": "Reduced", **values}
        return self.post("/admin/tax-rates", body)["tax_rate"]["id"], region_id

    def rules_of(self, rate_id):
        """Return a rate's rules as sorted (reference, reference_id)."""
        return sorted(
            (rule.reference, rule.reference_id) for rule in self.rates.read_rules(rate_id)
        )

    def test_tax_rates_are_listed_with_their_country(self):
        rate_id, region_id = self.make_rate()
        found = {rate.id: rate for rate in self.rates.list_all()}
        self.assertEqual(found[rate_id], TaxRate(rate_id, "Reduced", "R", 5.5, "HM"))
        [default] = [rate for rate in found.values() if rate.place == "HM" and rate.is_default]
        self.assertEqual((default.name, default.percent), ("Standard", 20.0))
        body = {"country_code": "hm", "province_code": "hm-x", "parent_id": region_id}
        body["default_tax_rate"] = {"rate": 3, "code": "X", "name": "Part"}
        part = self.post("/admin/tax-regions", body)["tax_region"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/tax-regions/{part}")
        places = {rate.name: rate.place for rate in self.rates.list_all()}
        self.assertEqual(places["Part"], "HM-X")

    def test_rules_of_a_rate_are_replaced_by_what_is_sent(self):
        rule = {"reference": "product", "reference_id": "prod_a"}
        rate_id, _region = self.make_rate(rules=[rule])
        self.assertEqual(self.rules_of(rate_id), [("product", "prod_a")])
        rules = [("product", "prod_b"), ("product_type", "ptyp_a")]
        self.rates.replace_rules(rate_id, rules)
        self.assertEqual(self.rules_of(rate_id), rules)
        self.rates.add_rule(rate_id, (PRODUCT, "prod_c"))
        rules = [("product", "prod_b"), ("product", "prod_c"), ("product_type", "ptyp_a")]
        self.assertEqual(self.rules_of(rate_id), rules)
        [rule] = [rule for rule in self.rates.read_rules(rate_id) if rule.reference_id == "prod_b"]
        for _time in range(2):
            self.rates.delete_rule(rate_id, rule.id)
        self.assertEqual(self.rules_of(rate_id), rules[1:])
        self.rates.replace_rules(rate_id, [])
        self.assertEqual(self.rules_of(rate_id), [])

    def test_what_is_left_out_of_a_rate_stays(self):
        rule = {"reference": "product", "reference_id": "prod_a"}
        rate_id, _region = self.make_rate(rules=[rule])
        self.post(f"/admin/tax-rates/{rate_id}", {"name": "Less"})
        self.assertEqual(self.rules_of(rate_id), [("product", "prod_a")])
        self.rates.replace_rules(rate_id, [("product", "prod_b")])
        [rate] = [rate for rate in self.rates.list_all() if rate.id == rate_id]
        self.assertEqual((rate.name, rate.percent), ("Less", 5.5))

    def test_one_id_has_one_rule_in_a_rate(self):
        rate_id, _region = self.make_rate()
        words = "reference_id: prod_a, already exists"
        rules = [("product", "prod_a")] * 2
        replace = self.rates.replace_rules
        self.refused(MedusaValidationError, replace, rate_id, rules, words=words)
        self.assertEqual(self.rules_of(rate_id), [])

    def test_unknown_tax_rate(self):
        with self.assertRaises(MedusaNotFoundError):
            self.rates.read_rules("txr_nope")
        with self.assertRaises(MedusaNotFoundError):
            self.rates.replace_rules("txr_nope", [])

    def test_rules_of_a_rate_are_limited_by_their_body(self):
        rate_id, _region = self.make_rate()
        rules = [("product", f"prod_{number:026d}") for number in range(1300)]
        self.assertTrue(self.rates.fits(rules))
        self.rates.replace_rules(rate_id, rules)
        self.assertEqual(len(self.rates.read_rules(rate_id)), 1300)
        many = [("product", f"prod_{number:026d}") for number in range(1600)]
        self.assertFalse(self.rates.fits(many))
        with self.assertRaises(MedusaTooLargeError):
            self.rates.replace_rules(rate_id, many)
