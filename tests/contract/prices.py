"""Price lists, price preferences, currencies and customer groups."""

from ...medusa.exceptions import MedusaNotFoundError, MedusaValidationError
from ...medusa.pricing import PricingApi
from .base import ContractBase

LIST = {"title": "Spring", "description": "Spring", "type": "override", "status": "active"}


class PriceContract(ContractBase):
    """What the push of prices leans on."""

    def setUp(self):
        super().setUp()
        self.pricing = PricingApi(self.client)

    def make_list(self, **values):
        """Create a price list that goes with the test."""
        list_id = self.pricing.create_price_list({**LIST, **values})
        self.addCleanup(self.pricing.delete_price_list, list_id)
        return list_id

    def read_list(self, list_id):
        return self.client.request("GET", f"/admin/price-lists/{list_id}")["price_list"]

    def list_prices(self, list_id):
        """Return the prices of a list as the API reads them, in one list."""
        return [row for page in self.pricing.iter_prices(list_id) for row in page]

    def price(self, variant, amount, **values):
        return {"variant_id": variant["id"], "currency_code": "eur", "amount": amount, **values}

    def shown(self, rows):
        """Return prices as sorted (amount, from, up to)."""
        rows = [(row["amount"], row["min_quantity"], row["max_quantity"]) for row in rows]
        return sorted(rows, key=str)

    # Base prices

    def test_base_price_ends_where_another_begins(self):
        product = self.make("S")
        variant = product["variants"][0]
        kept = next(row for row in variant["prices"] if row["currency_code"] == "eur")
        prices = [
            {"id": kept["id"], "currency_code": "eur", "amount": 10, "max_quantity": 9},
            {"currency_code": "eur", "amount": 12, "min_quantity": 10},
        ]
        product = self.update_variants(product, {"id": variant["id"], "prices": prices})
        rows = product["variants"][0]["prices"]
        self.assertEqual(self.shown(rows), [(10, None, 9), (12, 10, None)])
        self.assertIn(kept["id"], [row["id"] for row in rows])
        prices = [{"id": kept["id"], "currency_code": "eur", "amount": 10, "max_quantity": None}]
        product = self.update_variants(product, {"id": variant["id"], "prices": prices})
        self.assertEqual(self.shown(product["variants"][0]["prices"]), [(10, None, None)])

    def test_limit_that_is_not_sent_stays(self):
        product = self.make("S")
        variant = product["variants"][0]
        price = {"currency_code": "eur", "amount": 10, "max_quantity": 9}
        product = self.update_variants(product, {"id": variant["id"], "prices": [price]})
        price_id = product["variants"][0]["prices"][0]["id"]
        price = {"id": price_id, "currency_code": "eur", "amount": 11}
        product = self.update_variants(product, {"id": variant["id"], "prices": [price]})
        self.assertEqual(self.shown(product["variants"][0]["prices"]), [(11, None, 9)])

    # The list

    def test_price_list_keeps_what_it_is_given(self):
        word = self.unique()
        list_id = self.make_list(metadata={"external_id": word}, starts_at="2026-02-01T10:00:00Z")
        row = self.read_list(list_id)
        self.assertEqual(
            (row["title"], row["type"], row["status"], row["metadata"], row["starts_at"]),
            ("Spring", "override", "active", {"external_id": word}, "2026-02-01T10:00:00.000Z"),
        )
        marks = [row.get("metadata") for row in self.pricing.list_price_lists()]
        self.assertIn({"external_id": word}, marks)

    def test_price_list_needs_title_and_description(self):
        for name in ("title", "description"):
            values = {key: value for key, value in LIST.items() if key != name}
            self.refused(
                MedusaValidationError,
                self.pricing.create_price_list,
                values,
                words=f"Field '{name}' is required",
            )

    def test_price_list_refuses_unknown_words(self):
        create = self.pricing.create_price_list
        words = "Expected: 'active, draft' for field 'status', but got: 'off'"
        self.refused(MedusaValidationError, create, {**LIST, "status": "off"}, words=words)
        words = "Unrecognized fields: 'nope'"
        self.refused(MedusaValidationError, create, {**LIST, "nope": 1}, words=words)
        words = "invalid date string: soon"
        self.refused(MedusaValidationError, create, {**LIST, "ends_at": "soon"}, words=words)

    def test_price_list_titles_are_not_unique(self):
        self.assertNotEqual(self.make_list(), self.make_list())

    def test_price_list_update_merges_metadata_and_replaces_rules(self):
        rules = {"customer.groups.id": ["one"]}
        list_id = self.make_list(metadata={"a": 1}, rules=rules, ends_at="2027-01-01T00:00:00Z")
        self.assertEqual(self.read_list(list_id)["rules"], rules)
        values = {"metadata": {"b": 2}, "rules": {}, "ends_at": None}
        self.pricing.update_price_list(list_id, values)
        row = self.read_list(list_id)
        self.assertEqual(row["metadata"], {"a": 1, "b": 2})
        self.assertEqual((row["rules"], row["ends_at"], row["title"]), ({}, None, "Spring"))

    def test_unknown_price_list(self):
        words = "plist_nope was not found"
        update = self.pricing.update_price_list
        self.refused(MedusaNotFoundError, update, "plist_nope", {"title": "x"}, words=words)
        batch = self.pricing.batch_prices
        self.refused(MedusaNotFoundError, batch, "plist_nope", "delete", ["price_x"], words=words)
        self.assertFalse(self.pricing.find_price_list("plist_nope"))
        self.assertTrue(self.pricing.find_price_list(self.make_list()))
        self.assertEqual(self.list_prices("plist_nope"), [])
        self.pricing.delete_price_list("plist_nope")

    def test_deleted_price_list_takes_its_prices_along(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        self.pricing.batch_prices(list_id, "create", [self.price(variant, 9)])
        self.pricing.delete_price_list(list_id)
        self.assertEqual(self.list_prices(list_id), [])
        self.assertFalse(self.pricing.find_price_list(list_id))

    # Its prices

    def test_list_price_creation_is_no_upsert(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        for _time in range(2):
            rows = self.pricing.batch_prices(list_id, "create", [self.price(variant, 9)])
            self.assertEqual(rows[0]["variant_id"], variant["id"])
        self.assertEqual(self.shown(self.list_prices(list_id)), [(9, None, None)] * 2)

    def test_list_price_update_keeps_what_is_left_out(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        price = self.price(variant, 9, min_quantity=10, max_quantity=19)
        [row] = self.pricing.batch_prices(list_id, "create", [price])
        change = {"id": row["id"], **self.price(variant, 8)}
        self.pricing.batch_prices(list_id, "update", [change])
        self.assertEqual(self.shown(self.list_prices(list_id)), [(8, 10, 19)])
        self.pricing.batch_prices(list_id, "update", [{**change, "max_quantity": None}])
        self.assertEqual(self.shown(self.list_prices(list_id)), [(8, 10, None)])

    def test_list_price_update_needs_the_variant(self):
        list_id = self.make_list()
        batch = self.pricing.batch_prices
        words = "Field 'update, 0, variant_id' is required"
        items = [{"id": "price_x", "amount": 7}]
        self.refused(MedusaValidationError, batch, list_id, "update", items, words=words)

    def test_list_price_update_of_an_unknown_id_creates_it(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        price_id = f"price_{self.unique()}"
        items = [{"id": price_id, **self.price(variant, 7)}]
        self.pricing.batch_prices(list_id, "update", items)
        self.assertEqual([row["id"] for row in self.list_prices(list_id)], [price_id])

    def test_unknown_variants_are_named_and_nothing_is_written(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        items = [
            self.price(variant, 9),
            self.price({"id": "variant_a"}, 9),
            self.price({"id": "variant_b"}, 9),
        ]
        words = "No price set exist for variants: variant_a, variant_b"
        batch = self.pricing.batch_prices
        self.refused(MedusaValidationError, batch, list_id, "create", items, words=words)
        self.assertEqual(self.list_prices(list_id), [])

    def test_list_prices_are_deleted_by_id_whichever_list_is_named(self):
        variant = self.make("S")["variants"][0]
        one, other = self.make_list(), self.make_list()
        [row] = self.pricing.batch_prices(one, "create", [self.price(variant, 9)])
        self.pricing.batch_prices(other, "delete", [row["id"], "price_nope"])
        self.assertEqual(self.list_prices(one), [])

    def test_list_prices_come_in_pages(self):
        product = self.make("S", "M")
        list_id = self.make_list()
        items = [
            self.price(variant, 9, min_quantity=quantity)
            for variant in product["variants"]
            for quantity in (None, 5, 10)
        ]
        self.pricing.batch_prices(list_id, "create", items)
        pages = list(self.pricing.iter_prices(list_id, page_size=4))
        self.assertEqual([len(page) for page in pages], [4, 2])
        self.assertEqual(len({row["id"] for page in pages for row in page}), 6)

    def test_list_price_of_a_region_shows_its_rules(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        price = self.price(variant, 9, rules={"region_id": "reg_x"})
        self.pricing.batch_prices(list_id, "create", [price])
        [row] = self.list_prices(list_id)
        self.assertEqual(row["region_id"], "reg_x")
        # Left out of an update, the rules stay.
        change = {"id": row["id"], **self.price(variant, 8)}
        [row] = self.pricing.batch_prices(list_id, "update", [change])
        self.assertEqual((row["amount"], row["region_id"]), (8, "reg_x"))
        # With its rules and its limit as they are, Medusa would hang until its memory ends.
        change = {"id": row["id"], **self.price(variant, 7), "rules": {"region_id": "reg_x"}}
        self.pricing.batch_prices(list_id, "update", [change])
        self.pricing.batch_prices(list_id, "update", [{**change, "max_quantity": 9}])
        self.assertEqual(self.shown(self.list_prices(list_id)), [(7, None, 9)])
        rules = {"region_id": "reg_x", "customer.groups.id": "cusgroup_1"}
        self.pricing.batch_prices(list_id, "update", [{**change, "rules": rules}])
        [row] = self.list_prices(list_id)
        self.assertIsNone(row["region_id"])

    def test_list_prices_of_regions_are_told_apart_by_their_rules(self):
        variant = self.make("S")["variants"][0]
        list_id = self.make_list()
        prices = [
            self.price(variant, amount, rules={"region_id": region})
            for amount, region in ((9, "reg_x"), (8, "reg_y"))
        ]
        rows = self.pricing.batch_prices(list_id, "create", prices)
        ids = {row["region_id"]: row["id"] for row in rows}
        # Without them two prices of a variant are one case: the last one is taken.
        changes = [{"id": ids[key], **self.price(variant, 7)} for key in ("reg_x", "reg_y")]
        self.pricing.batch_prices(list_id, "update", changes)
        found = {row["region_id"]: row["amount"] for row in self.list_prices(list_id)}
        self.assertEqual(found, {"reg_x": 9, "reg_y": 7})
        changes = [
            {**change, "amount": 5, "rules": {"region_id": key}}
            for change, key in zip(changes, ("reg_x", "reg_y"), strict=True)
        ]
        self.pricing.batch_prices(list_id, "update", changes)
        found = {row["region_id"]: row["amount"] for row in self.list_prices(list_id)}
        self.assertEqual(found, {"reg_x": 5, "reg_y": 5})

    def test_list_prices_go_with_their_variant_and_are_no_base_prices(self):
        product = self.make("S", "M")
        variants = self.by_title(product["variants"])
        list_id = self.make_list()
        items = [self.price(variant, 9) for variant in variants.values()]
        self.pricing.batch_prices(list_id, "create", items)
        before = self.prices_of(variants["S"])
        self.variants.delete(product["id"], [variants["M"]["id"]])
        [left] = self.list_prices(list_id)
        self.assertEqual(left["variant_id"], variants["S"]["id"])
        # Neither shown among the base prices, nor touched by replacing them.
        present = self.read(product["id"])["variants"][0]
        self.assertEqual(self.prices_of(present), before)
        prices = [{"currency_code": "eur", "amount": 11}]
        self.update_variants(product, {"id": present["id"], "prices": prices})
        self.assertEqual(len(self.list_prices(list_id)), 1)

    # The store

    def test_currencies_are_added_and_their_tax_setting_stays(self):
        store = self.store.probe()
        before = self.pricing.get_tax_settings()
        codes = [code for code in ("sek", "nok", "huf", "pln") if code not in store.currencies]
        self.pricing.add_currencies(store.id, [codes[0].upper()] if codes else ["eur"])
        after = self.store.probe()
        self.assertEqual(set(after.currencies), {*store.currencies, *codes[:1]})
        self.assertEqual(after.default_currency, store.default_currency)
        known = self.pricing.get_tax_settings()
        self.assertEqual({code: known[code] for code in before}, before)
        self.pricing.add_currencies(store.id, after.currencies)

    def test_currencies_need_one_default(self):
        store_id = self.store.probe().id
        for rows, words in (
            ([{"currency_code": "eur"}], "There should be a default currency set for the store"),
            (
                [
                    {"currency_code": "eur", "is_default": True},
                    {"currency_code": "usd", "is_default": True},
                ],
                "Only one default currency is allowed",
            ),
            (
                [{"currency_code": "eur", "is_default": True}, {"currency_code": "eur"}],
                "Duplicate currency codes: eur",
            ),
        ):
            body = {"supported_currencies": rows}
            self.refused(
                MedusaValidationError, self.post, f"/admin/stores/{store_id}", body, words=words
            )

    def test_customer_groups_are_listed(self):
        name = self.unique()
        answer = self.post("/admin/customer-groups", {"name": name})
        group_id = answer["customer_group"]["id"]
        self.addCleanup(self.client.request, "DELETE", f"/admin/customer-groups/{group_id}")
        self.assertIn((group_id, name), self.pricing.list_customer_groups())
        self.taken("name", name, self.post, "/admin/customer-groups", {"name": name})
