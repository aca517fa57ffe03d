from odoo.fields import Command
from odoo.tests import tagged

from .support.codes import CodesMixin
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.versions import needs


class UniqueScenarios(CodesMixin):
    """SKUs and barcodes that pass from one record to another."""

    def get_skus(self, product):
        return [row["sku"] for row in self.read_all(product.id)[0]["variants"]]

    def read_item_skus(self, product):
        """Return {SKU of a variant: SKUs of its inventory items} as the store has them."""
        codes = self.read_codes(product).values()
        return {sku: [item for item, _title in items] for sku, _barcode, *items in codes}

    def make_counted(self, name, **vals):
        """Return a product whose stock the store counts, whoever says so."""
        product = self.make_product(name, **vals)
        self.sync()
        self.count_stock(product)
        return product

    def test_successor_of_an_archived_product(self):
        old = self.make_product("Old", default_code=self.sku("LAMP"), barcode=self.sku("B"))
        self.push(old)
        old.active = False
        new = self.make_product("New", default_code=self.sku("LAMP"), barcode=self.sku("B"))
        self.assert_run(self.sync(), created=1, withdrawn=1)
        self.assertEqual(self.get_skus(new), [self.sku("LAMP")])
        self.assertEqual(self.read_all(new.id)[0]["variants"][0]["barcode"], self.sku("B"))
        self.assert_nothing_left()

    def test_archived_product_comes_back_when_its_successor_goes(self):
        old = self.make_product("Old", default_code=self.sku("LAMP"))
        self.push(old)
        old.active = False
        new = self.make_product("New", default_code=self.sku("LAMP"))
        self.sync()
        new.active, old.active = False, True
        self.sync()
        self.assertEqual(self.get_skus(old), [self.sku("LAMP")])
        self.assert_nothing_left()

    def test_successor_where_products_are_deleted(self):
        self.backend.withdraw_policy = "delete"
        old = self.make_product("Old", default_code=self.sku("LAMP"))
        self.push(old)
        old.active = False
        new = self.make_product("New", default_code=self.sku("LAMP"))
        self.assert_run(self.sync(), created=1, withdrawn=1)
        self.assertEqual(self.get_skus(new), [self.sku("LAMP")])

    def test_products_exchange_their_skus(self):
        products = self.make_products(3)
        skus = [self.sku(name) for name in "ABC"]
        for product, sku in zip(products, skus, strict=True):
            product.default_code = sku
        self.assert_run(self.sync(), created=3)
        turned = [*skus[1:], skus[0]]
        for product, sku in zip(products, turned, strict=True):
            product.write({"default_code": sku, "list_price": 77})
        self.assert_run(self.sync(), updated=3)
        self.assertEqual([self.get_skus(product) for product in products], [[x] for x in turned])
        self.assert_nothing_left()

    def test_products_move_up_by_one(self):
        """Each one's value is given up by the next one, in the same run."""
        for count in (2, 4):
            products = self.make_products(count)
            skus = [self.sku(f"{count}{number}") for number in range(count + 1)]
            for product, sku in zip(products, skus, strict=False):
                product.default_code = sku
            self.sync()
            for product, sku in zip(products, skus[1:], strict=True):
                product.default_code = sku
            run = self.sync()
            self.assertEqual((run.state, run.updated_count, run.failed_count), ("done", count, 0))
            found = [self.get_skus(product)[0] for product in products]
            self.assertEqual(found, skus[1:])
            self.assert_nothing_left()

    def test_sku_of_a_product_that_isnt_pushed_now(self):
        first, second = self.make_products(2)
        first.default_code, second.default_code = self.sku("A"), self.sku("B")
        self.assert_run(self.sync(), created=2)
        first.default_code, second.default_code = self.sku("B"), self.sku("C")
        with self.enter_registry_test_mode():
            first.action_medusa_sync()
        self.assertEqual(self.get_skus(first), [self.sku("B")])
        self.sync()
        self.assertEqual(self.get_skus(second), [self.sku("C")])

    def test_variant_that_moved_to_another_template(self):
        first = self.make_product("First", default_code=self.sku("A"))
        second = self.make_shirt()
        self.assert_run(self.sync(), created=2)
        moved, replaced = first.product_variant_id, second.product_variant_ids[0]
        place = replaced.product_template_attribute_value_ids
        replaced.unlink()
        moved.write(
            {
                "product_tmpl_id": second.id,
                "product_template_attribute_value_ids": [Command.set(place.ids)],
            }
        )
        self.env.invalidate_all()
        first.active = False
        moved.active = True
        self.sync()
        self.assertIn(self.sku("A"), self.get_skus(second))
        self.assertEqual(len(self.get_skus(second)), 2)

    def test_what_two_products_want_is_told(self):
        self.push(self.make_product("First", default_code=self.sku("A")))
        second = self.make_product("Second", default_code=self.sku("A"))
        self.assert_run(self.sync(), "errors", failed=1, unchanged=1)
        self.assertEqual(self.get_binding(second).failure_type, "duplicate")

    def test_a_marketers_variant_keeps_its_sku(self):
        body = {
            "title": f"Own {self.token}",
            "options": [{"title": "Size", "values": ["S"]}],
            "variants": [
                {"title": "S", "sku": self.sku("A"), "options": {"Size": "S"}, "prices": []}
            ],
        }
        own = self.store_call("POST", "/admin/products", body)["product"]["id"]
        product = self.make_product(default_code=self.sku("A"))
        self.assert_run(self.sync(), "errors", failed=1)
        self.assertEqual(self.get_binding(product).failure_type, "duplicate")
        query = [("fields", "variants.sku")]
        kept = self.store_call("GET", f"/admin/products/{own}", query=query)["product"]
        self.assertEqual(kept["variants"][0]["sku"], self.sku("A"))

    @needs("late_items")
    def test_item_follows_its_variants_sku(self):
        product = self.make_counted("Counted", default_code=self.sku("A"))
        product.default_code = self.sku("B")
        self.sync_update(product)
        self.assertEqual(self.read_item_skus(product), {self.sku("B"): [self.sku("B")]})
        other = self.make_counted("Other", default_code=self.sku("A"))
        self.assertEqual(self.read_item_skus(other), {self.sku("A"): [self.sku("A")]})

    @needs("late_items")
    def test_items_of_products_that_exchange_their_skus(self):
        first = self.make_counted("First", default_code=self.sku("A"))
        second = self.make_counted("Second", default_code=self.sku("B"))
        first.default_code, second.default_code = self.sku("B"), self.sku("A")
        self.assert_run(self.sync(), updated=2)
        self.assertEqual(self.read_item_skus(first), {self.sku("B"): [self.sku("B")]})
        self.assertEqual(self.read_item_skus(second), {self.sku("A"): [self.sku("A")]})
        self.assert_nothing_left()

    @needs("late_items")
    def test_an_item_with_a_former_sku_is_in_nobodys_way(self):
        product = self.make_counted("Counted", default_code=self.sku("A"))
        variant = self.read_all(product.id)[0]["variants"][0]
        item = variant["inventory_items"][0]["inventory_item_id"]
        product.default_code = self.sku("B")
        self.sync()
        # As a former version left it.
        self.store_call("POST", f"/admin/inventory-items/{item}", {"sku": self.sku("A")})
        other = self.make_counted("Other", default_code=self.sku("C"))
        other.default_code = self.sku("A")
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertEqual(self.read_item_skus(other), {self.sku("A"): [self.sku("A")]})
        self.assertEqual(self.read_item_skus(product), {self.sku("B"): [self.sku("B")]})


@tagged("post_install", "-at_install")
class TestUniques(UniqueScenarios, FakeLifecycleCase):
    pass


@tagged("post_install", "-at_install", "medusa_real")
class TestUniquesReal(UniqueScenarios, RealLifecycleCase):
    pass
