"""Options that the whole shop shares, and products that pass from the one kind to the other."""

from ...medusa.exceptions import (
    MedusaConflictError,
    MedusaNotFoundError,
    MedusaValidationError,
)
from ..support.versions import needs
from .base import ContractBase

RANKS = {"S": 0, "M": 1, "L": 2}


class SharedOptionContract(ContractBase):
    def setUp(self):
        super().setUp()
        self.shared = []

    def delete_made(self):
        result = super().delete_made()
        for option_id in self.shared:
            self.options.delete(option_id)
        return result

    def make_shared(self, *values, **body):
        """Make a shared option that goes with the test."""
        values = list(values or RANKS)
        body = {"title": self.unique(), "values": values, "is_exclusive": False, **body}
        row = self.options.create(body)
        self.shared.append(row["id"])
        return row

    def ids_of(self, option, *values):
        ids = {row["value"]: row["id"] for row in option["values"]}
        return [ids[value] for value in values]

    def make_with(self, option, *sizes):
        """Create a product with some values of a shared option."""
        link = {"id": option["id"], "value_ids": self.ids_of(option, *sizes)}
        variants = [
            self.variant(size, self.unique(), options={option["title"]: size}) for size in sizes
        ]
        return self.create(self.item(options=[link], variants=variants))[0]

    def make_own(self, option):
        """Create a product with an option of its own that is called like a shared one."""
        own = {"title": option["title"], "values": ["S", "M"]}
        variants = [
            self.variant(size, self.unique(), options={option["title"]: size}) for size in "SM"
        ]
        return self.create(self.item(options=[own], variants=variants))[0]

    def named(self, product, title):
        """Return a product's variants with their values of an option."""
        return [{"id": row["id"], "options": {title: row["title"]}} for row in product["variants"]]

    def test_made_in_one_request(self):
        made = self.make_shared(ranks=RANKS, metadata={"external_id": "5"})
        [listed] = [row for row in self.options.list_shared() if row["id"] == made["id"]]
        self.assertEqual(listed["metadata"], {"external_id": "5"})
        self.assertEqual({row["value"]: row["rank"] for row in listed["values"]}, RANKS)
        self.assertEqual(self.options.find(made["id"])["title"], made["title"])
        self.assertIsNone(self.options.find("opt_nope"))

    @needs("unique_option_titles")
    def test_titles_are_unique(self):
        made, other = self.make_shared(), self.make_shared()
        error = self.taken("title", made["title"], lambda: self.make_shared(title=made["title"]))
        self.assertEqual(error.entity, "Product option")
        self.taken(
            "title", made["title"], self.options.change, other["id"], {"title": made["title"]}
        )
        # Those of products don't count.
        self.assertIn(made["title"], self.option_values(self.make_own(made)))

    def test_a_product_has_its_own_values(self):
        size = self.make_shared()
        one, two = self.make_with(size, "S", "M"), self.make_with(size, "L")
        self.assertEqual(self.option_values(self.read(one["id"])), {size["title"]: ["M", "S"]})
        self.assertEqual(self.option_values(self.read(two["id"])), {size["title"]: ["L"]})

    def test_what_a_creation_refuses(self):
        size = self.make_shared()
        variant = self.variant("S", options={size["title"]: "M"})
        link = {"id": size["id"], "value_ids": self.ids_of(size, "S")}
        self.refused(
            MedusaValidationError,
            lambda: self.make(options=[link], variants=[variant]),
            words=f"Option value M does not exist for option {size['title']}",
        )
        self.refused(
            MedusaValidationError,
            lambda: self.make(options=[{"id": "opt_nope", "value_ids": []}], variants=[]),
            words="Some product options were not found: [opt_nope]",
        )
        self.refused(
            MedusaNotFoundError,
            lambda: self.make(
                options=[{"id": size["id"], "value_ids": ["optval_nope"]}], variants=[]
            ),
            words="product_option_value_id: optval_nope",
        )
        self.refused(
            MedusaValidationError,
            lambda: self.make(options=[link, link], variants=[]),
            words="duplicate option assignments",
        )

    def test_linked_once(self):
        size = self.make_shared()
        product = self.make_with(size, "S")
        add = [{"id": size["id"], "value_ids": self.ids_of(size, "M")}]
        self.refused(
            MedusaValidationError,
            lambda: self.options.batch(product["id"], add=add),
            words=f"already linked to products: {size['id']}",
        )

    def test_values_are_added_by_their_ids(self):
        size = self.make_shared()
        product = self.make_with(size, "S")
        update = [{"product_option_id": size["id"], "add": self.ids_of(size, "M", "S")}]
        self.options.batch(product["id"], update=update)
        self.assertEqual(self.option_values(self.read(product["id"])), {size["title"]: ["M", "S"]})

    def test_linked_with_a_further_value_in_one_call(self):
        size = self.make_shared()
        product = self.make("S")
        add = [{"id": size["id"], "value_ids": self.ids_of(size, "S")}]
        update = [{"product_option_id": size["id"], "add": [{"value": "XXL"}]}]
        self.options.batch(product["id"], add=add, update=update)
        found = self.option_values(self.read(product["id"]))
        self.assertEqual(found[size["title"]], ["S", "XXL"])

    def test_values_that_stay_keep_their_ids(self):
        size = self.make_shared(ranks=RANKS)
        self.make_with(size, "S")
        row = self.options.change(size["id"], {"values": [*RANKS, "XL"], "ranks": {"XL": 3}})
        self.assertEqual(self.ids_of(row, *RANKS), self.ids_of(size, *RANKS))
        self.assertEqual({v["value"]: v["rank"] for v in row["values"]}, {**RANKS, "XL": 3})
        self.refused(
            MedusaValidationError,
            lambda: self.options.change(size["id"], {"values": ["M", "L"]}),
            words="Cannot delete product option values that are associated with products.",
        )

    def test_a_rename_shows_everywhere(self):
        size = self.make_shared()
        products = [self.make_with(size, "S"), self.make_with(size, "S", "M")]
        [small] = self.ids_of(size, "S")
        self.options.change_value(size["id"], small, {"value": "Small"})
        title = self.unique()
        self.options.change(size["id"], {"title": title})
        for product in products:
            self.assertEqual(self.values_of(self.read(product["id"]))["S"], {title: "Small"})
        error = self.refused(
            MedusaConflictError,
            lambda: self.options.change_value(size["id"], small, {"value": "M"}),
        )
        self.assertEqual(error.field, "value")

    def test_metadata(self):
        """An option's is replaced, a value's is merged."""
        size = self.make_shared(metadata={"a": "1", "b": "2"})
        row = self.options.change(size["id"], {"metadata": {"b": "3"}})
        self.assertEqual(row["metadata"], {"b": "3"})
        [small] = self.ids_of(size, "S")
        for body in ({"a": "1", "b": "2"}, {"b": "3", "a": ""}):
            self.options.change_value(size["id"], small, {"metadata": body})
        values = {value["id"]: value for value in self.options.find(size["id"])["values"]}
        self.assertEqual(values[small]["metadata"], {"b": "3"})

    def test_deleting(self):
        size = self.make_shared()
        self.make_with(size, "S")
        small, medium = self.ids_of(size, "S", "M")
        words = "associated with products"
        self.refused(
            MedusaValidationError, self.options.delete_value, size["id"], small, words=words
        )
        self.refused(MedusaValidationError, self.options.delete, size["id"], words=words)
        self.options.delete_value(size["id"], medium)
        self.options.delete_value(size["id"], medium)
        self.options.delete("opt_nope")
        texts = {value["value"] for value in self.options.find(size["id"])["values"]}
        self.assertEqual(texts, {"S", "L"})

    # From the one kind to the other

    @needs("dropped_options_go")
    def test_own_becomes_shared(self):
        size = self.make_shared()
        product = self.make_own(size)
        [own] = product["options"]
        self.options.rename(own["id"], f"{size['title']}\u2060")
        after = self.update_variants(
            product, *self.named(product, size["title"]), option_ids=[size["id"]]
        )
        # Linked by an update, it comes with all of its values.
        self.assertEqual(self.option_values(after), {size["title"]: ["L", "M", "S"]})
        self.assertEqual({row["id"] for row in after["variants"]},
                         {row["id"] for row in product["variants"]})  # fmt: skip
        self.assertEqual(self.values_of(after)["S"], {size["title"]: "S"})
        self.assertIsNone(self.options.find(own["id"]), "left without a product")
        update = [{"product_option_id": size["id"], "remove": self.ids_of(size, "L")}]
        self.options.batch(product["id"], update=update)
        self.assertEqual(self.option_values(self.read(product["id"])), {size["title"]: ["M", "S"]})

    # Before, the option that is to go keeps the values that its title names.
    @needs("dropped_options_go")
    def test_equal_titles_lose_the_values(self):
        size = self.make_shared()
        product = self.make_own(size)
        after = self.update_variants(
            product, *self.named(product, size["title"]), option_ids=[size["id"]]
        )
        self.assertEqual(self.values_of(after), {"S": {}, "M": {}})

    def test_shared_becomes_own(self):
        size = self.make_shared()
        product = self.make_with(size, "S", "M")
        hidden = f"{size['title']}\u2060"
        body = {"title": hidden, "values": ["S", "M"], "is_exclusive": True, "metadata": {"a": "1"}}
        own = self.options.create({**body, "ranks": {"S": 0, "M": 1}})
        [unused] = self.options.list_unused(hidden)
        self.assertEqual((unused["id"], unused["metadata"]), (own["id"], {"a": "1"}))
        after = self.update_variants(product, *self.named(product, hidden), option_ids=[own["id"]])
        self.options.rename(own["id"], size["title"])
        after = self.read(product["id"])
        self.assertEqual(self.option_values(after), {size["title"]: ["M", "S"]})
        self.assertEqual(self.values_of(after)["S"], {size["title"]: "S"})
        self.assertEqual(self.options.list_unused(hidden), [])
        self.assertIsNotNone(self.options.find(size["id"]))

    def test_an_own_option_has_one_product(self):
        size = self.make_shared()
        product, other = self.make_own(size), self.make("S")
        add = [{"id": product["options"][0]["id"], "value_ids": []}]
        self.refused(
            MedusaValidationError,
            lambda: self.options.batch(other["id"], add=add),
            words="already assigned to another product",
        )
