"""Sales taxes of Odoo, tax rates of the store, and what ties them."""

from .truth.taxes import make_rates, make_tax, map_tax

# Countries that no shop of a test sells to otherwise.
NET_COUNTRY, GROSS_COUNTRY = "gs", "hm"


class TaxMixin:
    """Helpers for tests of tax classes, on top of `LifecycleMixin`."""

    def make_tax(self, amount, included=False, **vals):
        """Create a sales tax of the company."""
        return make_tax(self.env, amount, included, **vals)

    def make_rates(self, country, **percents):
        """Create a country's default rate, and others; return the rates by these names.

        :param percents: {name: percentage}, the first one is the default
        """
        region = make_rates(self.store_call, country, percents)
        self.addCleanup(self.store_call, "DELETE", f"/admin/tax-regions/{region['id']}")
        self.backend.action_test_connection()
        rates = self.backend.tax_rate_ids.filtered(lambda rate: rate.place == country.upper())
        return {rate.name: rate for rate in rates}

    def map_tax(self, tax, *rates):
        """Say which rates of the store a tax is."""
        return map_tax(self.backend, tax, *rates)

    def products_of(self, rate):
        """Return the ids of the products that a rate of the store names."""
        return {key for kind, key in self.rules_of(rate) if kind == "product"}

    def rules_of(self, rate):
        """Return the rules of a rate of the store as (reference, id)."""
        query = [("fields", "id,rules.reference,rules.reference_id")]
        answer = self.store_call("GET", f"/admin/tax-rates/{rate.medusa_id}", query=query)
        rules = answer["tax_rate"]["rules"]
        return {(rule["reference"], rule["reference_id"]) for rule in rules}

    def write_rules(self, rate, *rules):
        """Let a rate have these rules as if a marketer had made them."""
        body = {"rules": [{"reference": kind, "reference_id": key} for kind, key in rules]}
        self.store_call("POST", f"/admin/tax-rates/{rate.medusa_id}", body)

    def medusa_id(self, product):
        return self.get_binding(product).medusa_id
