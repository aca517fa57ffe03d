from odoo.tests import tagged

from .support.codes import CodesMixin
from .support.committed import CommittedCase
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture
from .support.versions import needs
from .test_change_broken_off import BrokenOffScenarios
from .test_change_undo import UndoMixin


class AloneScenarios(CodesMixin, UndoMixin):
    """What a push writes by requests of its own comes back, too."""

    def make_item(self, code):
        """Make an inventory item that nobody sells; return its id."""
        body = {"sku": self.sku(code)}
        item = self.store_call("POST", "/admin/inventory-items", body)["inventory_item"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/inventory-items/{item['id']}")
        return item["id"]

    def read_item(self, item_id):
        answer = self.store_call("GET", "/admin/inventory-items", query=[("id[]", item_id)])
        return answer["inventory_items"][0]["sku"]

    def see_shown(self, product):
        """Return [(address of a picture, the variants that it shows)] in the shop's order."""
        fields = "images.url,images.rank,images.variants.title"
        [row] = self.read_all(product.id, fields)
        return [
            (image["url"], sorted(each["title"] for each in image["variants"]))
            for image in sorted(row["images"], key=lambda image: image["rank"])
        ]

    @needs("late_items")
    def test_sku_of_an_item_that_nobody_sells(self):
        chair = self.make_product(default_code=self.sku("A"))
        item_id = self.make_item("B")
        self.assert_run(self.sync(), created=1)
        self.count_stock(chair)
        before = self.read_codes(chair)
        chair.default_code = self.sku("B")
        run = self.sync()
        self.assert_run(run, updated=1)
        self.assertEqual(self.read_codes(chair)["Default"][2][0], self.sku("B"))
        self.assertIsNone(self.read_item(item_id))
        self.assert_run(self.undo(run), updated=1)
        self.assertEqual(self.read_codes(chair), before)
        self.assertEqual(self.read_item(item_id), self.sku("B"))
        self.assert_run(self.sync(), updated=1)
        self.assertIsNone(self.read_item(item_id))

    def test_pictures_show_what_they_showed(self):
        """One is another variant's by now, one was for all, one left the product."""
        shirt = self.make_shirt(sizes=("S", "M", "L"), image_1920=picture("red"))
        small, medium, large = (self.get_variant(shirt, size) for size in "SML")
        small.image_variant_1920, large.image_variant_1920 = picture("green"), picture("blue")
        self.assert_run(self.sync(), created=1)
        before = self.see_shown(shirt)
        self.assertEqual([titles for _url, titles in before], [[], ["S"], ["L"]])
        small.image_variant_1920 = large.image_variant_1920 = False
        medium.image_variant_1920 = picture("green")
        run = self.sync()
        self.assert_run(run, updated=1)
        self.assertEqual([titles for _url, titles in self.see_shown(shirt)], [[], ["M"]])
        self.assert_run(self.undo(run), updated=1)
        self.assertEqual(self.see_shown(shirt), before)
        self.assert_run(self.sync(), updated=1)
        self.assertEqual([titles for _url, titles in self.see_shown(shirt)], [[], ["M"]])


@tagged("post_install", "-at_install")
class TestUndoAloneReal(AloneScenarios, RealLifecycleCase):
    """In a real Medusa."""


@tagged("post_install", "-at_install")
class TestUndoAlone(AloneScenarios, FakeLifecycleCase):
    """On the store in memory."""

    def test_told_and_left(self):
        """What somebody assigned since then stays, and is named; all of it is in words."""
        shirt = self.make_shirt(image_1920=picture("red"))
        small, medium = (self.get_variant(shirt, size) for size in "SM")
        small.image_variant_1920 = picture("green")
        self.sync()
        medium.image_variant_1920 = picture("green")
        run = self.sync()
        lines = self.env["medusa.sync.change.line"].search([("run_id", "=", run.id)])
        [told] = lines.filtered(lambda line: line.field_name.startswith("image "))
        self.assertIn("Variants of the picture", told.label)
        self.assertEqual((told.before, told.since), ("S", "S, M"))
        self.assertEqual((told.subject, told.before_pictures), ("picture", False))
        [row] = self.read_all(shirt.id, "images.id,images.variants.id,variants.id")
        image_id = next(image["id"] for image in row["images"] if image["variants"])
        path = f"/admin/products/{row['id']}/images/{image_id}/variants/batch"
        ids = [variant["id"] for variant in row["variants"]]
        self.store_call("POST", path, {"remove": ids})
        undo = self.undo(run)
        self.assert_run(undo, unchanged=1)
        self.assertIn("variants of the picture", undo.log_ids.message)
        self.assertEqual([titles for _url, titles in self.see_shown(shirt)], [[], []])

    def test_variant_that_is_no_more(self):
        """Without any of its variants, a picture would be shown for all of them."""
        shirt = self.make_shirt(image_1920=picture("red"))
        small, medium = (self.get_variant(shirt, size) for size in "SM")
        small.image_variant_1920 = picture("green")
        self.sync()
        small.active = False
        medium.image_variant_1920 = picture("green")
        undo = self.undo(self.sync())
        self.assertIn("can't be brought back", undo.log_ids.message)
        self.assertEqual([titles for _url, titles in self.see_shown(shirt)], [[], ["M"]])

    def test_refused(self):
        """What the store refuses isn't said to be changed; an undo says what it refuses."""
        shirt = self.make_shirt(image_1920=picture("red"))
        small, medium = (self.get_variant(shirt, size) for size in "SM")
        small.image_variant_1920 = picture("green")
        self.sync()
        medium.image_variant_1920 = picture("green")
        self.fake.misbehave("not_found", lambda row: row.path.endswith("/variants/batch"))
        run = self.sync()
        self.assertFalse(run.change_count)
        self.fake.behave()
        shirt.list_price = 7
        run = self.sync()
        self.fake.misbehave("not_found", lambda row: row.path.endswith("/variants/batch"))
        undo = self.undo(run)
        self.assertEqual((undo.state, undo.failed_count), ("errors", 1))
        self.fake.behave()
        self.undo(run)
        self.assertEqual([titles for _url, titles in self.see_shown(shirt)], [[], ["S"]])

    def test_sku_of_an_item_that_is_wanted_by_now(self):
        """An item that has another SKU since then, or whose SKU another one has, stays."""
        chair, stool = self.make_product(default_code=self.sku("A")), self.make_product("Stool")
        item_ids = [self.make_item(code) for code in "BC"]
        self.sync()
        for product in (chair, stool):
            self.count_stock(product)
        chair.default_code, stool.default_code = self.sku("B"), self.sku("C")
        run = self.sync()
        self.assertEqual([self.read_item(key) for key in item_ids], [None, None])
        path = f"/admin/inventory-items/{item_ids[0]}"
        self.store_call("POST", path, {"sku": self.sku("D")})
        stool.default_code = self.sku("E")
        self.sync()
        other_id = self.make_item("C")
        undo = self.undo(run)
        self.assertEqual([self.read_item(key) for key in item_ids], [self.sku("D"), None])
        self.assertEqual(self.read_item(other_id), self.sku("C"))
        texts = "".join(undo.log_ids.mapped("message"))
        self.assertIn("changed since: SKU of an inventory item", texts)
        self.assertIn("can't be brought back: SKU of an inventory item", texts)

    def test_item_that_fails_beside_its_product(self):
        """It is told once, whatever becomes of the product's batch."""
        chair, stool = self.make_product(default_code=self.sku("A")), self.make_product("Stool")
        item_id = self.make_item("B")
        self.sync()
        self.count_stock(chair)
        chair.default_code, stool.list_price = self.sku("B"), 9
        run = self.sync()
        self.fake.misbehave("timeout_after", f"POST /admin/inventory-items/{item_id}")
        self.fake.misbehave("not_found", "POST /admin/products/batch", times=1)
        undo = self.undo(run)
        self.assert_run(undo, "errors", updated=1, failed=1)
        self.assertEqual(len(undo.log_ids), 2)
        changes = self.env["medusa.sync.change"].search([("run_id", "=", undo.id)])
        told = {change.product_tmpl_id: change.is_unsure for change in changes}
        self.assertEqual(told, {chair: True, stool: False})

    def test_item_whose_taker_was_refused(self):
        """It gave its SKU up for a product that never came to be."""
        old, item_id = self.make_product("Old", default_code=self.sku("A")), self.make_item("B")
        self.sync()
        old.active = False
        shirt = self.make_shirt(sizes=("S", "M"))
        self.name(shirt, S="A", M="B")

        def is_second(row):
            is_create = row.path.endswith("/products/batch") and "create" in row.body
            return is_create and self.read_item(item_id) is None

        self.fake.misbehave("not_found", is_second)
        run = self.sync()
        self.fake.behave()
        self.assertEqual((run.failed_count, self.read_item(item_id)), (1, None))
        undo = self.undo(run)
        self.assertEqual(self.read_item(item_id), self.sku("B"))
        logged = undo.log_ids.filtered(lambda log: log.product_tmpl_id == shirt)
        self.assertEqual(logged.result, "success")
        mine = [("run_id", "=", run.id), ("product_tmpl_id", "=", shirt.id)]
        self.assertEqual(self.env["medusa.sync.change"].search(mine).undo_state, "undone")

    def test_titles_of_items(self):
        """They are called as their variants again, but for what a person called otherwise."""
        self.backend.option_scope = "product"
        shirt = self.make_shirt()
        self.name(shirt, S="A", M="B")
        self.sync()
        self.count_stock(shirt)
        before = self.read_codes(shirt)
        values = [self.get_value(shirt, size).product_attribute_value_id for size in "SM"]
        for value in values:
            value.name = f"Wrong {value.name}"
        run = self.sync()
        self.assertEqual(self.read_codes(shirt)["Wrong S"][2], (self.sku("A"), "Wrong S"))
        items = self.fake.state.inventory_items.values()
        [item] = [row for row in items if row["title"] == "Wrong M"]
        self.store_call("POST", f"/admin/inventory-items/{item['id']}", {"title": "A person's"})
        self.undo(run)
        self.assertEqual(self.read_codes(shirt)["S"], before["S"])
        self.assertEqual(self.read_codes(shirt)["M"][2], (self.sku("B"), "A person's"))


@tagged("post_install", "-at_install")
class TestAloneBrokenOff(BrokenOffScenarios, CommittedCase):
    """It comes back from runs that were broken off at whichever request."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            backend.connection_count = 1
            size = env["product.attribute"].create(
                {
                    "name": f"{self.prefix} Size",
                    "create_variant": "always",
                    "value_ids": [(0, 0, {"name": name}) for name in ("S", "M")],
                }
            )
            self.size_id = size.id
            line = {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]}
            shirt = env["product.template"].create(
                {
                    "name": f"{self.prefix} Shirt",
                    "image_1920": picture("red"),
                    "attribute_line_ids": [(0, 0, line)],
                }
            )
            self.shirt_id = shirt.id
        body = {"sku": f"{self.prefix} B"}
        item = self.fake.call("POST", "/admin/inventory-items", body)["inventory_item"]
        self.item_id = item["id"]
        self.set_wrong(False)

    def clean_up(self):
        result = super().clean_up()
        with self.transaction() as env:
            env["product.attribute"].browse(self.size_id).unlink()
        return result

    def set_wrong(self, is_wrong=True):
        """Let a picture be for the other variant, which takes the SKU of an item."""
        with self.transaction() as env:
            small, medium = env["product.template"].browse(self.shirt_id).product_variant_ids
            small.image_variant_1920 = False if is_wrong else picture("green")
            medium.image_variant_1920 = picture("green") if is_wrong else picture("blue")
            medium.default_code = f"{self.prefix} {'B' if is_wrong else 'A'}"

    def see(self):
        fields = "images.url,images.rank,images.variants.title,variants.sku,variants.title"
        query = [("external_id[]", str(self.shirt_id)), ("fields", fields)]
        [row] = self.fake.call("GET", "/admin/products", query=query)["products"]
        shown = [
            (image["url"], sorted(each["title"] for each in image["variants"]))
            for image in sorted(row["images"], key=lambda image: image["rank"])
        ]
        skus = {variant["title"]: variant["sku"] for variant in row["variants"]}
        item = self.fake.state.inventory_items[self.item_id]
        return shown, skus, item["sku"]
