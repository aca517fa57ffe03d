"""Options of a product after its creation."""

from ...medusa.exceptions import (
    MedusaConflictError,
    MedusaNotFoundError,
    MedusaServerError,
    MedusaValidationError,
)
from ..support.versions import needs
from .base import ContractBase

COLOR = {"title": "Color", "values": ["Red", "Blue"], "is_exclusive": True}


class OptionContract(ContractBase):
    def make_sized(self):
        """Create a product with S and M; return it, its variants' ids and its option."""
        product = self.make("S", "M")
        ids = {
            row["title"]: {"id": row["id"], "title": row["title"]} for row in product["variants"]
        }
        return product, ids, product["options"][0]

    def value_id(self, option, value):
        return {row["value"]: row["id"] for row in option["values"]}[value]

    def add_color(self, product):
        """Add the option Color; return its id."""
        self.options.batch(product["id"], add=[COLOR])
        return self.by_title(self.read(product["id"])["options"])["Color"]["id"]

    def test_available(self):
        self.assertTrue(self.options.is_available())

    def test_added_option(self):
        product, _ids, _size = self.make_sized()
        answer = self.options.batch(product["id"], add=[COLOR])
        self.assertEqual(answer["product"]["id"], product["id"])
        after = self.read(product["id"])
        expected = {"Size": ["L", "M", "S"], "Color": ["Blue", "Red"]}
        self.assertEqual(self.option_values(after), expected)
        # Variants stay as they are, as long as they are not sent with options.
        self.assertEqual(self.values_of(after), {"S": {"Size": "S"}, "M": {"Size": "M"}})

    def test_variants_follow_an_added_option(self):
        product, ids, _size = self.make_sized()
        self.add_color(product)
        small = {**ids["S"], "options": {"Size": "S", "Color": "Red"}}
        self.refused(
            MedusaValidationError,
            self.update_variants,
            product,
            small,
            {**ids["M"], "options": {"Size": "M"}},
            words="Product has 2 option values but there were 1 provided option values "
            "for the variant: M.",
        )
        medium = {**ids["M"], "options": {"Size": "M", "Color": "Red"}}
        after = self.update_variants(product, small, medium)
        self.assertEqual(
            self.values_of(after),
            {"S": {"Size": "S", "Color": "Red"}, "M": {"Size": "M", "Color": "Red"}},
        )

    def test_equal_titles_are_accepted(self):
        # A repeated call after a lost answer doubles the option.
        product, _ids, _size = self.make_sized()
        self.add_color(product)
        self.options.batch(product["id"], add=[COLOR])
        titles = [option["title"] for option in self.read(product["id"])["options"]]
        self.assertEqual(sorted(titles), ["Color", "Color", "Size"])

    @needs("unique_option_titles")
    def test_global_option_is_unique(self):
        title = self.unique()
        option = {"title": title, "values": ["x"]}
        self.options.batch(self.make()["id"], add=[option])
        error = self.refused(
            MedusaConflictError, lambda: self.options.batch(self.make()["id"], add=[option])
        )
        self.assertEqual((error.entity, error.value), ("Product option", title))

    def test_added_value(self):
        product, _ids, size = self.make_sized()
        update = [{"product_option_id": size["id"], "add": [{"value": "XL"}, {"value": "S"}]}]
        self.options.batch(product["id"], update=update)
        after = self.read(product["id"])
        self.assertEqual(self.option_values(after), {"Size": ["L", "M", "S", "XL"]})
        old = {row["id"] for row in size["values"]}
        self.assertLess(old, {row["id"] for row in after["options"][0]["values"]})

    def test_plain_string_is_the_id_of_a_value(self):
        product, _ids, size = self.make_sized()
        update = [{"product_option_id": size["id"], "add": ["XL"]}]
        with self.assertRaises(MedusaNotFoundError):
            self.options.batch(product["id"], update=update)

    def test_removed_value(self):
        product, _ids, size = self.make_sized()
        remove = [{"product_option_id": size["id"], "remove": [self.value_id(size, "L")]}]
        self.options.batch(product["id"], update=remove)
        self.assertEqual(self.option_values(self.read(product["id"])), {"Size": ["M", "S"]})
        add = [{"product_option_id": size["id"], "add": [{"value": "L"}]}]
        self.options.batch(product["id"], update=add)
        after = self.read(product["id"])["options"][0]
        self.assertEqual(self.value_id(after, "L"), self.value_id(size, "L"))

    def test_removing_wins_over_adding(self):
        product, _ids, size = self.make_sized()
        remove, add = [self.value_id(size, "L")], [{"value": "L"}, {"value": "XL"}]
        update = [{"product_option_id": size["id"], "add": add, "remove": remove}]
        self.options.batch(product["id"], update=update)
        self.assertEqual(self.option_values(self.read(product["id"])), {"Size": ["M", "S", "XL"]})

    def test_used_value_is_not_removed(self):
        product, _ids, size = self.make_sized()
        remove = [{"product_option_id": size["id"], "remove": [self.value_id(size, "S")]}]
        with self.assertRaises(MedusaValidationError) as caught:
            self.options.batch(product["id"], update=remove)
        self.assertIn("variant(s) are using it: S", caught.exception.message)

    def test_used_option_is_not_removed(self):
        product, _ids, size = self.make_sized()
        with self.assertRaises(MedusaValidationError) as caught:
            self.remove_options(product["id"], [size["id"]])
        self.assertIn("Cannot unassign product option", caught.exception.message)

    def test_unused_option_is_removed(self):
        product, _ids, _size = self.make_sized()
        color = self.add_color(product)
        self.remove_options(product["id"], [color, "opt_nope"])
        self.assertEqual(set(self.option_values(self.read(product["id"]))), {"Size"})

    def test_option_of_another_product(self):
        product, _ids, _size = self.make_sized()
        _other, _theirs, size = self.make_sized()
        update = [{"product_option_id": size["id"], "add": [{"value": "XL"}]}]
        with self.assertRaises(MedusaValidationError) as caught:
            self.options.batch(product["id"], update=update)
        self.assertIn("not linked to products", caught.exception.message)

    def test_unknown_product(self):
        with self.assertRaises(MedusaServerError):
            self.options.batch("prod_nope", add=[COLOR])

    def test_rename(self):
        product, _ids, size = self.make_sized()
        self.options.rename(size["id"], "Taille")
        self.options.rename_value(size["id"], self.value_id(size, "S"), "Petit")
        after = self.read(product["id"])
        self.assertEqual(self.values_of(after), {"S": {"Taille": "Petit"}, "M": {"Taille": "M"}})
        self.assertEqual(self.option_values(after), {"Taille": ["L", "M", "Petit"]})

    def test_rename_to_a_sibling(self):
        _product, _ids, size = self.make_sized()
        small = self.value_id(size, "S")
        self.taken("value", "M", self.options.rename_value, size["id"], small, "M")

    def test_rename_what_does_not_exist(self):
        _product, _ids, size = self.make_sized()
        self.refused(MedusaNotFoundError, self.options.rename, "opt_nope", "x")
        self.refused(MedusaNotFoundError, self.options.rename_value, size["id"], "optval_nope", "x")

    def test_values_of_the_option_are_not_the_products(self):
        product, _ids, size = self.make_sized()
        path = f"/admin/product-options/{size['id']}"
        self.post(path, {"values": ["S", "M", "L", "XL"]})
        self.assertEqual(self.option_values(self.read(product["id"])), {"Size": ["L", "M", "S"]})
        self.refused(
            MedusaValidationError, self.post, path, {"values": ["S"]}, words="Cannot delete"
        )

    # Dropping and replacing options by a product update

    @needs("dropped_options_go")
    def test_option_is_dropped_with_the_variants(self):
        product, ids, size = self.make_sized()
        color = self.add_color(product)
        self.update_variants(
            product,
            {**ids["S"], "options": {"Size": "S", "Color": "Red"}},
            {**ids["M"], "options": {"Size": "M", "Color": "Red"}},
        )
        item = {"id": product["id"], "option_ids": [size["id"]]}
        self.refused(MedusaValidationError, self.update, item, words="Cannot unassign")
        after = self.update_variants(
            product,
            {**ids["S"], "options": {"Size": "S"}},
            {**ids["M"], "options": {"Size": "M"}},
            option_ids=[size["id"]],
        )
        self.assertEqual(self.values_of(after), {"S": {"Size": "S"}, "M": {"Size": "M"}})
        self.assertEqual(set(self.option_values(after)), {"Size"})
        # An exclusive option is gone with its product.
        item = {"id": product["id"], "option_ids": [size["id"], color]}
        self.refused(
            MedusaValidationError, self.update, item, words="Some product options were not found"
        )

    @needs("dropped_options_go")
    def test_variants_without_options_lose_the_dropped_one(self):
        product, ids, size = self.make_sized()
        self.add_color(product)
        self.update_variants(
            product,
            {**ids["S"], "options": {"Size": "S", "Color": "Red"}},
            {**ids["M"], "options": {"Size": "M", "Color": "Red"}},
        )
        after = self.update_variants(product, ids["S"], ids["M"], option_ids=[size["id"]])
        self.assertEqual(self.values_of(after), {"S": {"Size": "S"}, "M": {"Size": "M"}})

    def test_all_options_are_replaced(self):
        product, ids, _size = self.make_sized()
        color = self.add_color(product)
        after = self.update_variants(
            product,
            {**ids["S"], "options": {"Color": "Red"}},
            {**ids["M"], "options": {"Color": "Blue"}},
            option_ids=[color],
        )
        self.assertEqual(self.values_of(after), {"S": {"Color": "Red"}, "M": {"Color": "Blue"}})
        self.assertEqual({row["id"] for row in after["variants"]}, {ids["S"]["id"], ids["M"]["id"]})

    def ranks_of(self, product):
        """Return {value: rank} of a product's only option."""
        [option] = self.read(product["id"], "id,options.values.value,options.values.rank")[
            "options"
        ]
        return {value["value"]: value["rank"] for value in option["values"]}

    def test_ranks_of_values(self):
        """A creation takes none; the option's own route does, also of a product's own option."""
        product, _ids, option = self.make_sized()
        self.assertEqual(self.ranks_of(product), {"S": None, "M": None, "L": None})
        self.options.rank_values(option["id"], {"S": 0, "M": 1, "L": 2})
        self.assertEqual(self.ranks_of(product), {"S": 0, "M": 1, "L": 2})
        self.options.rank_values(option["id"], {"M": 5})
        self.assertEqual(self.ranks_of(product), {"S": 0, "M": 5, "L": 2})
        change = {"product_option_id": option["id"], "add": [{"value": "XL"}]}
        self.options.batch(product["id"], update=[change])
        self.assertEqual(self.ranks_of(product), {"S": 0, "M": 5, "L": 2, "XL": None})
        self.options.rename_value(option["id"], self.value_id(option, "S"), "XS")
        self.assertEqual(self.ranks_of(product)["XS"], 0)
        self.refused(
            MedusaValidationError,
            self.options.rank_values,
            option["id"],
            {"Huge": 1},
            words='Value "Huge" is assigned a rank but is not defined in the list of values.',
        )
