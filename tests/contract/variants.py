"""Variants: listed in a product update, or by their own routes."""

from ...medusa.exceptions import MedusaConflictError, MedusaServerError, MedusaValidationError
from ...medusa.inventory import InventoryApi
from ..support.versions import needs
from .base import ContractBase


class VariantContract(ContractBase):
    def make_sizes(self, *sizes, **values):
        """Create a product; return it and its variants as {size: {"id": ...}}."""
        product = self.make(*sizes, **values)
        return product, {row["title"]: {"id": row["id"]} for row in product["variants"]}

    def managed(self, *sizes):
        """Create a product whose variants have inventory items."""
        word = self.unique()
        variants = [self.variant(size, word, manage_inventory=True) for size in sizes]
        return self.make_sizes(variants=variants)

    # Listed in a product update

    def test_id_alone_leaves_a_variant_untouched(self):
        product, ids = self.managed("S", "M")
        before = self.by_title(product["variants"])
        after = self.update_variants(product, ids["S"], {**ids["M"], "title": "Medium"})
        after = self.by_title(after["variants"])
        self.assertEqual(set(after), {"S", "Medium"})
        for key in ("id", "sku", "metadata", "inventory_items"):
            self.assertEqual(after["S"][key], before["S"][key], key)
            self.assertEqual(after["Medium"][key], before["M"][key], key)
        self.assertEqual(
            {price["id"] for price in after["S"]["prices"]},
            {price["id"] for price in before["S"]["prices"]},
        )
        self.assertEqual(after["S"]["options"], before["S"]["options"])

    def test_left_out_is_deleted_and_its_inventory_item_stays(self):
        product, ids = self.managed("S", "M")
        sku = self.by_title(product["variants"])["M"]["sku"]
        after = self.update_variants(product, ids["S"])
        self.assertEqual([row["title"] for row in after["variants"]], ["S"])
        again = self.variant("M", sku=sku, manage_inventory=True)
        error = self.taken("sku", sku, self.create, self.item(variants=[again]))
        self.assertEqual(error.entity, "Inventory item")
        # Nobody sells it.
        inventory = InventoryApi(self.client)
        item = inventory.find_items([sku])[sku]
        self.assertEqual(item["variants"], [])
        self.assertEqual(inventory.read_items([item["id"]])[item["id"]]["sku"], sku)
        # Without an inventory item of its own, the SKU is free.
        self.make(variants=[self.variant("M", sku=sku)])

    def test_variants_cleared(self):
        product, _ids = self.make_sizes("S", "M")
        self.assertEqual(self.update_variants(product)["variants"], [])

    def test_new_variant(self):
        product, ids = self.make_sizes("S", "M")
        new = {"title": "L", "sku": self.unique(), "options": {"Size": "L"}}
        prices = [{"currency_code": "eur", "amount": 5}]
        after = self.update_variants(product, ids["S"], ids["M"], {**new, "prices": prices})
        rows = self.by_title(after["variants"])
        self.assertEqual({rows["S"]["id"], rows["M"]["id"]}, {ids["S"]["id"], ids["M"]["id"]})
        self.assertEqual(rows["L"]["sku"], new["sku"])
        self.assertEqual(self.prices_of(rows["L"]), [("eur", 5, None)])
        self.assertEqual(self.values_of(after)["L"], {"Size": "L"})

    def test_new_variant_in_an_update_gets_no_inventory_item(self):
        product, ids = self.managed("S")
        new = {"title": "M", "sku": self.unique(), "manage_inventory": True}
        after = self.update_variants(product, ids["S"], new)
        row = self.by_title(after["variants"])["M"]
        self.assertEqual((row["manage_inventory"], row["inventory_items"]), (True, []))

    def test_new_variant_needs_a_title(self):
        product, ids = self.make_sizes("S")
        new = {"sku": self.unique(), "options": {"Size": "M"}}
        self.refused(MedusaServerError, self.update_variants, product, ids["S"], new)
        self.assertEqual(len(self.read(product["id"])["variants"]), 1)

    def test_unknown_id_creates_a_ghost(self):
        product, ids = self.make_sizes("S")
        ghost = {"id": f"variant_{self.unique()}", "title": "Ghost"}
        after = self.update_variants(product, ids["S"], ghost)
        self.assertEqual(self.by_title(after["variants"])["Ghost"]["id"], ghost["id"])
        nameless = {"id": f"variant_{self.unique()}"}
        self.refused(MedusaServerError, self.update_variants, product, ids["S"], nameless)

    def test_variant_of_another_product(self):
        product, ids = self.make_sizes("S")
        _other, theirs = self.make_sizes("S")
        self.refused(MedusaServerError, self.update_variants, product, ids["S"], theirs["S"])
        self.taken(
            "id",
            theirs["S"]["id"],
            self.update_variants,
            product,
            ids["S"],
            {**theirs["S"], "title": "x"},
        )

    def test_options_before_a_variant_without_is_a_server_error(self):
        product, ids = self.make_sizes("S", "M")
        with_options = {**ids["S"], "options": {"Size": "S"}}
        self.refused(MedusaServerError, self.update_variants, product, with_options, ids["M"])
        self.update_variants(product, ids["M"], with_options)
        both = {**ids["M"], "options": {"Size": "M"}}
        after = self.update_variants(product, with_options, both)
        self.assertEqual(self.values_of(after), {"S": {"Size": "S"}, "M": {"Size": "M"}})

    def test_empty_options_take_them_away(self):
        product, ids = self.make_sizes("S")
        after = self.update_variants(product, {**ids["S"], "options": {}})
        self.assertEqual(self.values_of(after), {"S": {}})

    def test_same_combination(self):
        product, ids = self.make_sizes("S", "M")
        options = {"options": {"Size": "S"}}
        self.refused(
            MedusaValidationError,
            self.update_variants,
            product,
            {**ids["S"], "title": "S", **options},
            {**ids["M"], "title": "M", **options},
            words='Variant "S" has same combination of option values as "M"',
        )

    def test_combinations_are_swapped(self):
        product, ids = self.make_sizes("S", "M")
        after = self.update_variants(
            product,
            {**ids["S"], "options": {"Size": "M"}},
            {**ids["M"], "options": {"Size": "S"}},
        )
        self.assertEqual(self.values_of(after), {"S": {"Size": "M"}, "M": {"Size": "S"}})

    def test_skus_are_not_swapped(self):
        product, ids = self.make_sizes("S", "M")
        rows = self.by_title(product["variants"])
        self.refused(
            MedusaConflictError,
            self.update_variants,
            product,
            {**ids["S"], "sku": rows["M"]["sku"]},
            {**ids["M"], "sku": rows["S"]["sku"]},
        )

    def test_sku_is_not_free_before_the_call_is_over(self):
        product, ids = self.make_sizes("S", "M")
        rows = self.by_title(product["variants"])
        sku = rows["M"]["sku"]
        for variants in (
            [ids["S"], {"title": "L", "sku": sku}],
            [{**ids["S"], "sku": sku}],
            [ids["S"], {**ids["M"], "sku": self.unique()}, {"title": "L", "sku": sku}],
        ):
            with self.subTest(variants=variants):
                self.taken("sku", sku, self.update_variants, product, *variants)
        self.variants.delete(product["id"], [ids["M"]["id"]])
        after = self.update_variants(product, {**ids["S"], "sku": sku})
        self.assertEqual([row["sku"] for row in after["variants"]], [sku])

    @needs("late_items")
    def test_managing_inventory_later(self):
        product, ids = self.make_sizes("S")
        after = self.update_variants(product, {**ids["S"], "manage_inventory": True})
        self.assertEqual(len(after["variants"][0]["inventory_items"]), 1)
        after = self.update_variants(product, {**ids["S"], "manage_inventory": False})
        self.assertEqual(after["variants"][0]["inventory_items"], [])
        error = self.taken(
            "sku",
            after["variants"][0]["sku"],
            self.update_variants,
            product,
            {**ids["S"], "manage_inventory": True},
        )
        self.assertEqual(error.entity, "Inventory item")

    # Prices

    def test_prices_are_replaced(self):
        product, ids = self.make_sizes("S", "M")
        prices = [
            {"currency_code": "eur", "amount": 44, "min_quantity": None, "rules": {}},
            {"currency_code": "eur", "amount": 40, "min_quantity": 10},
        ]
        after = self.update_variants(product, {**ids["S"], "prices": prices}, ids["M"])
        rows = self.by_title(after["variants"])
        self.assertEqual(self.prices_of(rows["S"]), [("eur", 40, 10), ("eur", 44, None)])
        self.assertEqual(self.prices_of(rows["M"]), [("eur", 10, None), ("usd", 12.5, None)])
        after = self.update_variants(product, {**ids["S"], "prices": []}, ids["M"])
        self.assertEqual(self.by_title(after["variants"])["S"]["prices"], [])

    def test_rules_of_a_price_are_made_of_its_price_rules(self):
        """Not asked for, a price for a region looks like one for everybody."""
        product, ids = self.make_sizes("S")
        prices = [{"currency_code": "eur", "amount": 9, "rules": {"region_id": "reg_north"}}]
        after = self.update_variants(product, {**ids["S"], "prices": prices})
        [row] = after["variants"][0]["prices"]
        self.assertEqual(row["rules"], {"region_id": "reg_north"})
        [bare] = self.products.list_by("id", [product["id"]], "id,variants.prices.rules")
        [row] = bare["variants"][0]["prices"]
        self.assertEqual(row["rules"], {})

    def test_metadata_of_a_variant_is_replaced_with_its_product(self):
        product, ids = self.make_sizes("S")
        self.update_variants(product, {**ids["S"], "metadata": {"a": "1"}})
        after = self.update_variants(product, {**ids["S"], "metadata": {"b": "2"}})
        self.assertEqual(after["variants"][0]["metadata"], {"b": "2"})

    def test_price_named_by_its_id(self):
        product, ids = self.make_sizes("S")
        (price,) = [
            row for row in product["variants"][0]["prices"] if row["currency_code"] == "eur"
        ]
        prices = [{"id": price["id"], "amount": 33}]
        after = self.update_variants(product, {**ids["S"], "prices": prices})
        (row,) = after["variants"][0]["prices"]
        self.assertEqual((row["id"], row["currency_code"], row["amount"]), (price["id"], "eur", 33))

    def test_prices_named_by_id_alone_look_alike(self):
        product, ids = self.make_sizes("S")
        prices = [{"id": row["id"], "amount": 33} for row in product["variants"][0]["prices"]]
        after = self.update_variants(product, {**ids["S"], "prices": prices})
        self.assertEqual(len(after["variants"][0]["prices"]), 1)

    # Routes of their own

    def test_delete_frees_the_sku(self):
        product, ids = self.managed("S", "M")
        sku = self.by_title(product["variants"])["M"]["sku"]
        self.assertEqual(self.variants.delete(product["id"], [ids["M"]["id"]]), [ids["M"]["id"]])
        self.assertEqual(len(self.read(product["id"])["variants"]), 1)
        again = self.variant("M", sku=sku, manage_inventory=True)
        (row,) = self.create_variants(product["id"], [again], "id,sku,inventory_items.*,title")
        self.assertEqual((row["sku"], len(row["inventory_items"])), (sku, 1))

    def test_delete_twice(self):
        product, ids = self.make_sizes("S", "M")
        for _number in range(2):
            self.variants.delete(product["id"], [ids["M"]["id"], "variant_nope"])
        self.assertEqual(len(self.read(product["id"])["variants"]), 1)

    def test_delete_does_not_look_at_the_product(self):
        product, _ids = self.make_sizes("S")
        other, theirs = self.make_sizes("S", "M")
        self.variants.delete(product["id"], [theirs["M"]["id"]])
        self.assertEqual(len(self.read(other["id"])["variants"]), 1)

    def test_create_with_a_taken_combination(self):
        product, _ids = self.make_sizes("S")
        self.refused(
            MedusaValidationError,
            self.create_variants,
            product["id"],
            [self.variant("S")],
            words="Variant (S) with provided options already exists.",
        )

    def test_update_of_an_unknown_variant(self):
        product, _ids = self.make_sizes("S")
        path = f"/admin/products/{product['id']}/variants"
        body = {"update": [{"id": "variant_nope", "title": "x"}]}
        self.refused(MedusaValidationError, self.post, f"{path}/batch", body, words="variant_nope")
        # The single route says nothing and does nothing.
        self.post(f"{path}/variant_nope", {"title": "x"})
        self.assertEqual([row["title"] for row in self.read(product["id"])["variants"]], ["S"])
