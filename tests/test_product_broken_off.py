from odoo import fields
from odoo.tests import tagged

from .support.codes import CodesMixin
from .support.failures import BATCH, FailureCase


@tagged("post_install", "-at_install")
class TestBrokenOff(CodesMixin, FailureCase):
    """A push that got half of its way: the next one, of other data, leaves nothing of it."""

    def retry(self):
        self.fake.behave()
        self.let_time_pass()
        self.sync()
        self.assert_nothing_left()

    def make_counted_shirt(self, **skus):
        """Return a product of which the store counts each variant.

        :param skus: {size: SKU}
        """
        shirt = self.make_shirt(sizes=tuple(skus))
        self.name(shirt, **skus)
        self.sync()
        self.count_stock(shirt)
        return shirt

    def assert_named(self, product, **skus):
        """Check that variants and their items have these SKUs."""
        wanted = {size: self.sku(sku) for size, sku in skus.items()}
        expected = {size: (sku, None, (sku, size)) for size, sku in wanted.items()}
        self.assertEqual(self.read_codes(product), expected)

    def date(self, product, moment):
        """Let the store's product be as old as this says: the fake has a time of its own."""
        [row] = [
            row
            for row in self.fake.state.products.values()
            if row["external_id"] == str(product.id)
        ]
        row["created_at"] = moment

    def break_off(self, number):
        """Let the write with this number, and all after it, fail."""
        seen = []

        def look(row):
            seen.extend([row] if row.is_write else [])
            return len(seen) >= number and row.is_write

        self.fake.misbehave("bad_gateway", look)

    def test_skus_that_change_again_after_each_step(self):
        for number in range(1, 9):
            with self.subTest(number=number):
                a, b, c, d = (f"{letter}{number}" for letter in "ABCD")
                shirt = self.make_counted_shirt(S=a, M=b, L=c)
                self.name(shirt, S=b, M=c, L=a)
                self.break_off(number)
                self.sync()
                self.name(shirt, S=c, M=d, L=b)
                self.retry()
                self.assert_named(shirt, S=c, M=d, L=b)

    def test_skus_that_are_as_before_again(self):
        for number in range(1, 6):
            with self.subTest(number=number):
                a, b, c = (f"{letter}{number}" for letter in "ABC")
                shirt = self.make_counted_shirt(S=a, M=b)
                self.name(shirt, S=b, M=c)
                self.break_off(number)
                self.sync()
                self.name(shirt, S=a, M=b)
                self.retry()
                self.assert_named(shirt, S=a, M=b)

    def test_titles_that_are_as_before_again(self):
        shirt = self.make_counted_shirt(S="A", M="B")
        value = self.get_value(shirt, "S").product_attribute_value_id
        value.name = "Small"
        self.fake.misbehave("bad_gateway", BATCH)
        self.sync()
        value.name = "S"
        self.retry()
        self.assert_named(shirt, S="A", M="B")

    def test_item_that_a_person_named_stays(self):
        shirt = self.make_counted_shirt(S="A", M="B")
        items = self.fake.state.inventory_items
        [item] = [row for row in items.values() if row["sku"] == self.sku("A")]
        self.store_call("POST", f"/admin/inventory-items/{item['id']}", {"sku": self.sku("BOX")})
        self.name(shirt, S="C", M="D")
        self.sync()
        skus = {row["sku"] for row in items.values()}
        self.assertLessEqual({self.sku("BOX"), self.sku("D")}, skus)

    def test_creation_without_answer_keeps_nothing_that_odoo_gave_up(self):
        product = self.make_product(
            default_code=self.sku("A"), description_sale="Oiled oak", weight=2
        )
        self.fake.misbehave("timeout_after", BATCH, times=1)
        self.sync()
        self.date(product, f"{fields.Datetime.now():%Y-%m-%dT%H:%M:%S}.000Z")
        product.write({"default_code": False, "description_sale": False, "weight": 0})
        self.retry()
        remote = self.fake.product_by_external_id(product.id)
        self.assertFalse(remote["description"])
        [variant] = remote["variants"]
        self.assertEqual((variant["sku"], variant["weight"]), (None, None))

    def test_adoption_without_answer_wipes_nothing_out(self):
        product = self.make_product()
        self.make_remote(
            external_id=str(product.id),
            description="By a marketer",
            variants=[self.remote_variant(sku=self.sku("MINE"))],
        )
        self.date(product, "2020-01-01T00:00:00.000Z")
        self.fake.misbehave("timeout_after", BATCH, times=1)
        self.sync()
        self.assertFalse(self.binding(product).medusa_id)
        self.retry()
        remote = self.fake.product_by_external_id(product.id)
        self.assertEqual(remote["description"], "By a marketer")
        self.assertEqual(remote["variants"][0]["sku"], self.sku("MINE"))
