"""Regions, and base prices that are for one of them."""

from ...medusa.exceptions import MedusaValidationError
from ...medusa.pricing import PricingApi
from ...medusa.regions import Region, RegionApi
from ...sync.prices import get_market
from .base import ContractBase

# Countries that no shop of a test sells to otherwise.
COUNTRIES = ("AQ", "BV", "GS", "HM", "TF")


class RegionContract(ContractBase):
    """What prices for regions lean on."""

    def make_region(self, **values):
        """Create a region that goes with the test; return its id."""
        body = {"name": self.unique(), "currency_code": "EUR", **values}
        region_id = self.post("/admin/regions", body)["region"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/regions/{region_id}")
        return region_id

    def test_regions_are_listed_with_their_countries(self):
        region_id = self.make_region(name="North", countries=["bv", "aq"])
        found = {region.id: region for region in RegionApi(self.client).list_all()}
        self.assertEqual(found[region_id], Region(region_id, "North", "eur", ("AQ", "BV")))
        self.assertIn(region_id, {region.id for region in self.store.probe().regions})

    def test_a_country_is_in_one_region(self):
        self.make_region(countries=["aq"])
        body = {"name": "Other", "currency_code": "eur", "countries": ["aq"]}
        words = 'Countries with codes: "aq" are already assigned to a region'
        self.refused(MedusaValidationError, self.post, "/admin/regions", body, words=words)

    def test_a_region_says_whether_its_prices_are_with_tax(self):
        net, gross = self.make_region(), self.make_region(is_tax_inclusive=True)
        settings = PricingApi(self.client).get_tax_settings()
        self.assertEqual((settings[net], settings[gross]), (False, True))
        self.post(f"/admin/regions/{net}", {"is_tax_inclusive": True})
        self.assertIs(self.store.probe().region_tax_inclusive[net], True)

    def test_base_prices_of_regions_are_told_by_their_rules(self):
        prices = [
            {"currency_code": "eur", "amount": 10},
            {"currency_code": "eur", "amount": 9, "rules": {"region_id": "reg_a"}},
            {
                "currency_code": "eur",
                "amount": 8,
                "min_quantity": 5,
                "rules": {"region_id": "reg_a"},
            },
            {"currency_code": "eur", "amount": 7, "rules": {"region_id": "reg_b"}},
        ]
        product = self.make(variants=[self.variant("S", prices=prices)])
        [variant] = product["variants"]
        found = {(get_market(row), row["amount"], row["min_quantity"]) for row in variant["prices"]}
        expected = {("eur", 10, None), ("eur reg_a", 9, None), ("eur reg_a", 8, 5)}
        self.assertEqual(found, {*expected, ("eur reg_b", 7, None)})
        kept = [
            {
                "id": row["id"],
                "currency_code": "eur",
                "amount": row["amount"],
                "rules": row["rules"],
            }
            for row in variant["prices"]
            if row["amount"] in (10, 9)
        ]
        product = self.update_variants(product, {"id": variant["id"], "prices": kept})
        [variant] = product["variants"]
        ids = {row["id"]: get_market(row) for row in variant["prices"]}
        self.assertEqual(sorted(ids.values()), ["eur", "eur reg_a"])
        self.assertEqual(set(ids), {row["id"] for row in kept})
