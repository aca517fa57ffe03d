import random
from datetime import datetime, timedelta

import requests
from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import URL, RealLifecycleCase
from .support.prices import LISTS, PriceMixin

SEED = 20261126
PRODUCTS = 30
# Of a cart: as many lines as the store answers within a second or two.
LINES = 60
# Where a shopper lives, in countries that no shop of a test sells to otherwise.
COUNTRIES = ("gs", "hm", "bv", "tf")


@tagged("post_install", "-at_install")
class TestPriceParity(PriceMixin, RealLifecycleCase):
    """What the store calculates is what Odoo computes, whoever buys what, where, when."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.today = datetime.now().replace(microsecond=0)
        query = {"type": "publishable", "limit": "1"}.items()
        [key] = self.store_call("GET", "/admin/api-keys", query=query)["api_keys"]
        self.shop_key = key["token"]
        self.addCleanup(self.clear_lists)
        self.variants = self.make_catalogue()
        self.buyers = self.open_shop()

    def clear_lists(self):
        for price_list in self.backend.price_list_ids.filtered("medusa_id"):
            self.store_call("DELETE", f"{LISTS}/{price_list.medusa_id}")

    # === WHAT IS SOLD === #

    def make_catalogue(self):
        """Make products of one or three variants, with extras, in two categories."""
        size = self.make_attribute("Size", "S", "M", "L")
        sub = self.env["product.category"].create({"name": "Sub", "parent_id": self.category.id})
        products = self.env["product.template"]
        for number in range(PRODUCTS):
            product = self.make_product(
                f"Thing {number}",
                [size] if number % 2 else [],
                list_price=self.amount(2, 400),
                categ_id=(sub if number % 3 else self.category).id,
                standard_price=self.amount(1, 100),
            )
            for value in product.attribute_line_ids.product_template_value_ids:
                value.price_extra = self.random.choice((0, 0, 1.5, 12.34))
            products |= product
        domain = [("categ_id", "child_of", self.category.id), ("sale_ok", "=", True)]
        self.backend.product_domain = repr(domain)
        self.sub = sub
        return products.product_variant_ids

    def amount(self, least, most):
        return round(self.random.uniform(least, most), 2)

    def make_rules(self, count, **shares):
        """Return rules of all kinds, some with breaks, some for a time."""
        return [
            {**self.make_target(), **self.make_price(**shares), **self.make_conditions()}
            for _rule in range(count)
        ]

    def make_target(self):
        variant = self.random.choice(self.variants)
        return self.random.choice(
            (
                {"applied_on": "0_product_variant", "product_id": variant.id,
                 "product_tmpl_id": variant.product_tmpl_id.id},
                {"applied_on": "1_product", "product_tmpl_id": variant.product_tmpl_id.id},
                {"applied_on": "2_product_category", "categ_id": self.sub.id},
                {"applied_on": "3_global"},
            )
        )  # fmt: skip

    def make_price(self, most=40, base=None):
        formula = {
            "compute_price": "formula",
            "price_discount": self.random.randint(1, most),
            "price_surcharge": self.amount(0, 5),
            "price_round": self.random.choice((0, 0, 0.05, 0.99)),
        }
        kinds = [
            {"compute_price": "fixed", "fixed_price": self.amount(5, 200)},
            {"compute_price": "percentage", "percent_price": self.random.randint(1, most)},
            {**formula, "base": "list_price"},
            {**formula, "base": "standard_price", "price_discount": -self.random.randint(20, 90)},
        ]
        if base:
            kinds.append({**formula, "base": "pricelist", "base_pricelist_id": base.id})
        return self.random.choice(kinds)

    def make_conditions(self):
        found = {"min_quantity": self.random.choice((0, 0, 0, 2, 5, 10))}
        if self.random.random() < 0.3:
            begin = self.today + timedelta(days=self.random.choice((-30, 3)))
            found |= {"date_start": begin, "date_end": begin + timedelta(days=35)}
        return found

    # === WHO BUYS === #

    def open_shop(self):
        """Open regions with pricelists; return [(who, country, pricelist, token)]."""
        south = self.open_region("South", "eur", countries=["gs"])
        heard = self.open_region("Heard", "eur", countries=["hm"])
        self.open_region("Bouvet", "eur", countries=["bv"])
        self.open_region("Terres", "jpy", countries=["tf"])
        lists = {"base": self.make_list("Base", "EUR", 12)}
        lists["south"] = self.make_list("South", "EUR", 12, base=lists["base"])
        lists["heard"] = self.make_list("Heard", "EUR", 8)
        lists["yen"] = self.make_list("Yen", "JPY", 8, base=lists["base"])
        lists["vip"] = self.make_list("VIP", "EUR", 10, base=lists["south"])
        lists["club"] = self.make_list("Club", "EUR", 10, most=80)
        self.add_price_line(lists["base"])
        self.add_price_line(lists["yen"])
        self.add_price_line(lists["south"], south)
        self.add_price_line(lists["heard"], heard)
        vip, club = self.make_customer("vip"), self.make_customer("club")
        self.add_price_list(lists["vip"], price_type="override", group_ids=vip["group"].ids)
        self.add_price_list(lists["club"], group_ids=club["group"].ids, region_ids=heard.ids)
        return [
            ("south", "gs", lists["south"], None),
            ("heard", "hm", lists["heard"], None),
            ("bouvet", "bv", lists["base"], None),
            ("terres", "tf", lists["yen"], None),
            ("vip in south", "gs", lists["vip"], vip["token"]),
            ("vip in bouvet", "bv", lists["vip"], vip["token"]),
            ("club in heard", "hm", lists["club"], club["token"]),
        ]

    def make_list(self, name, currency, count, most=40, base=None):
        rules = self.make_rules(count, most=most, base=base)
        return self.make_pricelist(*rules, name=f"{name} {self.token}", currency=currency)

    def make_customer(self, name):
        """Return a customer group of the store, and the token of somebody in it."""
        body = {"name": f"{name} {self.token}"}
        group = self.store_call("POST", "/admin/customer-groups", body)["customer_group"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/customer-groups/{group['id']}")
        login = {"email": f"{name}-{self.token}@example.com", "password": "supersecret"}
        token = self.shop("POST", "/auth/customer/emailpass/register", login)["token"]
        customer = self.shop("POST", "/store/customers", {"email": login["email"]}, token=token)
        customer_id = customer["customer"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/customers/{customer_id}")
        path = f"/admin/customer-groups/{group['id']}/customers"
        self.store_call("POST", path, {"add": [customer_id]})
        self.backend.action_test_connection()
        groups = self.backend.customer_group_ids
        return {
            "token": self.shop("POST", "/auth/customer/emailpass", login)["token"],
            "group": groups.filtered(lambda row: row.medusa_id == group["id"]),
        }

    # === WHAT IT COSTS === #

    def shop(self, method, path, body=None, query=(), token=None):
        """Ask the store as a shopper does."""
        headers = {"x-publishable-api-key": self.shop_key}
        if token:
            headers["authorization"] = f"Bearer {token}"
        answer = requests.request(
            method, f"{URL}{path}", json=body, params=list(query), headers=headers, timeout=60
        )
        self.assertTrue(answer.ok, f"{path}: {answer.text[:500]}")
        return answer.json()

    def read_shown(self, region_id, token):
        """Return {variant of the store: the price that the shop's pages show}."""
        ids = (
            self.env["medusa.product.binding"]
            .search([("backend_id", "=", self.backend.id)])
            .mapped("medusa_id")
        )
        query = [
            *(("id[]", key) for key in ids),
            ("region_id", region_id),
            ("fields", "id,variants.id,*variants.calculated_price"),
            ("limit", "200"),
        ]
        rows = self.shop("GET", "/store/products", query=query, token=token)["products"]
        return {
            (variant["id"], 1): variant["calculated_price"]["calculated_amount"]
            for row in rows
            for variant in row["variants"]
        }

    def read_cart(self, region_id, country, wanted, token):
        """Return {(variant of the store, quantity): price of a unit} of a cart.

        :param wanted: [(variant of the store, quantity)]
        """
        items = [{"variant_id": key, "quantity": quantity} for key, quantity in wanted]
        body = {"region_id": region_id, "items": items}
        body["shipping_address"] = {"country_code": country}
        query = [("fields", "id,items.variant_id,items.quantity,items.unit_price")]
        cart = self.shop("POST", "/store/carts", body, query, token)["cart"]
        return {(row["variant_id"], row["quantity"]): row["unit_price"] for row in cart["items"]}

    def compare(self, when):
        """Return (how many prices were compared, those that differ)."""
        bindings = self.env["medusa.variant.binding"].search([("backend_id", "=", self.backend.id)])
        variants = {row.medusa_id: row.product_id for row in bindings}
        differing, count = [], 0
        for who, country, pricelist, token in self.buyers:
            region = self.backend.region_ids.filtered(
                lambda row, country=country: country.upper() in (row.countries or [])
            )
            found = self.read_shown(region.medusa_id, token)
            # By Odoo's order: the store's ids are others each time.
            ids = sorted(variants, key=lambda key: variants[key].id)
            chosen = self.random.sample(ids, min(LINES, len(ids)))
            wanted = [(key, self.random.randint(2, 25)) for key in chosen]
            found |= self.read_cart(region.medusa_id, country, wanted, token)
            for (key, quantity), amount in found.items():
                price = pricelist._get_product_price(variants[key], quantity, date=when)
                expected = pricelist.currency_id.round(price)
                count += 1
                if pricelist.currency_id.compare_amounts(amount, expected):
                    differing.append((who, variants[key].display_name, quantity, amount, expected))
        return count, differing

    def test_prices_are_odoos(self):
        total, differing = 0, []
        # None of them is a moment at which a rule begins or ends.
        for days in (0, 6, 40):
            when = self.today + timedelta(days=days)
            with freeze_time(when, tick=True):
                run = self.sync()
                self.assertEqual(run.state, "done", run.log_ids.mapped("message"))
                count, rows = self.compare(fields.Datetime.now())
            total += count
            differing += [(days, *row) for row in rows]
        self.assertGreaterEqual(total, 2000)
        # The page of the store says beforehand that a sale never shows a dearer price.
        named = [row for row in differing if row[1] == "club in heard" and row[4] < row[5]]
        self.assertIn("cost more than by their base price", self.backend.price_warning)
        self.assertEqual([row for row in differing if row not in named], [])
