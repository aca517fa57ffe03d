"""Pricelists and price lists, made in a line each, and what the store shows of them."""

from odoo import Command

LISTS = "/admin/price-lists"
LIST_FIELDS = "id,title,description,type,status,starts_at,ends_at,metadata"
BASE_FIELDS = (
    "id,external_id,variants.title,variants.prices.amount,variants.prices.currency_code,"
    "variants.prices.min_quantity,variants.prices.max_quantity,variants.prices.rules,"
    "variants.prices.price_rules.attribute,variants.prices.price_rules.value"
)
PRICE_FIELDS = (
    "id,amount,currency_code,min_quantity,max_quantity,price_set.variant.id,"
    "price_rules.attribute,price_rules.value"
)


class PriceMixin:
    """Helpers for tests that push prices, on top of `LifecycleMixin`."""

    def get_currency(self, name):
        """Return a currency, switched on, with a rate of 2 to the company's."""
        currency = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        )
        currency.active = True
        if currency != self.env.company.currency_id:
            currency.rate_ids.unlink()
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "rate": 2, "name": "2020-01-01"}
            )
        return currency

    def make_pricelist(self, *rules, name="Retail", currency=None, **vals):
        """Create a pricelist; a rule is a dict of a `product.pricelist.item`'s fields.

        :param str currency: the company's by default
        """
        return self.env["product.pricelist"].create(
            {
                "name": name,
                "currency_id": self.get_currency(currency or self.currency.upper()).id,
                "item_ids": [Command.create(rule) for rule in rules],
                **vals,
            }
        )

    def discount(self, percent, **vals):
        """Return a rule that takes some percent off the sales price of everything."""
        return {"compute_price": "percentage", "percent_price": percent, **vals}

    def fixed(self, amount, product=None, **vals):
        """Return a rule with a fixed price, of one product or of everything."""
        target = {"applied_on": "1_product", "product_tmpl_id": product.id} if product else {}
        return {"compute_price": "fixed", "fixed_price": amount, **target, **vals}

    def add_price_line(self, pricelist, regions=None):
        """Let a pricelist give the base prices of its currency, or of some regions."""
        return self.env["medusa.price.line"].create(
            {
                "backend_id": self.backend.id,
                "pricelist_id": pricelist.id,
                "region_ids": regions.ids if regions else [],
            }
        )

    def open_region(self, name, currency=None, **body):
        """Let the store sell in a region, and return it as the connector knows it.

        :param str currency: the company's by default
        """
        code = currency or self.currency
        body = {"name": f"{name} {self.token}", "currency_code": code, **body}
        region = self.store_call("POST", "/admin/regions", body)["region"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/regions/{region['id']}")
        self.backend.action_test_connection()
        return self.env["medusa.region"].search([("medusa_id", "=", region["id"])])

    def add_price_list(self, pricelist, **vals):
        """Push a pricelist as a price list of the store."""
        return self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id, **vals}
        )

    # The store's side

    def base_prices(self, product, title=None, region=None):
        """Return a variant's base prices in the store as {(currency, from, up to): amount}.

        :param region: `medusa.region` whose own prices are asked for; by default those for all
        """
        [row] = self.read_all(product.id, BASE_FIELDS)
        variants = {variant["title"]: variant for variant in row["variants"]}
        variant = variants[title] if title else row["variants"][0]
        rules = {"region_id": region.medusa_id} if region else {}
        return {
            (price["currency_code"], price["min_quantity"], price["max_quantity"]): price["amount"]
            for price in variant["prices"]
            if price["rules"] == rules
        }

    def price_lists(self, pricelist):
        """Return the store's price lists that carry a pricelist's mark."""
        query = [("fields", LIST_FIELDS), ("limit", "1000")]
        rows = self.store_call("GET", LISTS, query=query)["price_lists"]
        ours = {"external_id": str(pricelist.id), "odoo_database": self.backend.database_uuid}
        return [row for row in rows if (row.get("metadata") or {}).items() >= ours.items()]

    def list_prices(self, list_id):
        """Return the rows of a price list's prices."""
        query = [("fields", PRICE_FIELDS), ("limit", "1000")]
        return self.store_call("GET", f"{LISTS}/{list_id}/prices", query=query)["prices"]

    def shown_prices(self, pricelist):
        """Return the one price list's prices as sorted (currency, from, up to, amount)."""
        [row] = self.price_lists(pricelist)
        return sorted(
            (
                (
                    price["currency_code"],
                    price["min_quantity"],
                    price["max_quantity"],
                    price["amount"],
                )
                for price in self.list_prices(row["id"])
            ),
            key=str,
        )
