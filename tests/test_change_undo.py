from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture
from .support.terms import ClearTermsMixin

FIELDS = (
    "id,title,description,status,thumbnail,images.url,images.rank,categories.name,"
    "variants.id,variants.title,variants.prices.amount"
)


class UndoMixin:
    """Undoes runs, and sees what the store holds."""

    def setUp(self):
        super().setUp()
        self.backend.category_source = "product"

    def see(self, product):
        """Return what the store holds of what an undo brings back."""
        query = [("external_id[]", str(product.id)), ("fields", FIELDS)]
        [row] = self.store_call("GET", "/admin/products", query=query)["products"]
        images = sorted(row["images"], key=lambda image: image["rank"])
        return {
            **{name: row[name] for name in ("title", "description", "status", "thumbnail")},
            "images": [image["url"] for image in images],
            "categories": sorted(each["name"] for each in row["categories"]),
            "prices": sorted(
                (variant["title"], price["amount"])
                for variant in row["variants"]
                for price in variant["prices"]
            ),
        }

    def undo(self, run, then="push", products=None):
        """Undo a run as a manager does, and return the run that did it."""
        action = run.action_undo()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.then = then
        if products:
            wizard.write({"which": "chosen", "product_tmpl_ids": products.ids})
        wizard.action_undo()
        return self.work_through_queue()

    def change_price(self, *products):
        """Push another price of new products; return the run."""
        self.assert_run(self.sync(), created=len(products))
        for product in products:
            product.list_price = 99
        run = self.sync()
        self.assert_run(run, updated=len(products))
        return run

    def amounts(self, product):
        return [amount for _title, amount in self.see(product)["prices"]]


class UndoScenarios(UndoMixin):
    """A run that changed too much is undone, as far as nobody edited it since."""

    def make_wrong(self, shirt, chair):
        """Change two products in all ways that an undo knows, and push that."""
        other = self.category.copy({"name": f"Other {self.token}", "parent_id": self.category.id})
        shirt.write(
            {
                "name": f"Wrong {self.token}",
                "description_sale": "Wrong.",
                "list_price": 99,
                "image_1920": picture("blue"),
                "categ_id": other.id,
            }
        )
        chair.list_price = 1
        self.backend.product_domain = repr([("categ_id", "child_of", self.category.id)])
        run = self.sync()
        self.assertEqual((run.state, run.failed_count), ("done", 0))
        return run

    def test_all_comes_back(self):
        shirt = self.make_shirt(description_sale="Fine.", image_1920=picture("red"))
        chair = self.make_product()
        self.assert_run(self.sync(), created=2)
        before = {product: self.see(product) for product in (shirt, chair)}
        run = self.make_wrong(shirt, chair)
        wrong = {product: self.see(product) for product in (shirt, chair)}
        for name in before[shirt]:
            if name != "status":
                self.assertNotEqual(before[shirt][name], wrong[shirt][name], name)
        undo = self.undo(run)
        self.assert_run(undo, updated=2)
        self.assertEqual({p: self.see(p) for p in (shirt, chair)}, before)
        changes = self.env["medusa.sync.change"].search(
            [("run_id", "=", run.id), ("kind", "=", "product")]
        )
        self.assertEqual(set(changes.mapped("undo_state")), {"undone"})
        # Odoo still has what the run pushed: the next run finds it.
        self.assert_run(self.sync(), updated=2)
        self.assertEqual({p: self.see(p) for p in (shirt, chair)}, wrong)
        self.assert_nothing_left()

    def test_what_was_edited_since_stays(self):
        shirt, chair = self.make_shirt(description_sale="Fine."), self.make_product()
        self.assert_run(self.sync(), created=2)
        before = {product: self.see(product) for product in (shirt, chair)}
        run = self.make_wrong(shirt, chair)
        remote = self.read(shirt)
        self.change_remote(remote, title=f"Edited {self.token}")
        undo = self.undo(run)
        [line] = undo.log_ids.filtered(lambda log: log.product_tmpl_id == shirt)
        self.assertEqual(line.result, "warning")
        self.assertIn("changed since: title", line.message)
        seen = self.see(shirt)
        self.assertEqual(seen["title"], f"Edited {self.token}")
        for name in ("description", "prices", "categories"):
            self.assertEqual(seen[name], before[shirt][name])
        self.assertEqual(self.see(chair), before[chair])

    def test_status(self):
        chair = self.make_product()
        stool = self.make_product("Stool")
        self.assert_run(self.sync(), created=2)
        chair.sale_ok = False
        lamp = self.make_product("Lamp")
        run = self.sync()
        self.assert_run(run, created=1, withdrawn=1, unchanged=1)
        self.assertEqual(self.see(chair)["status"], "draft")
        self.undo(run)
        statuses = [self.see(product)["status"] for product in (chair, stool, lamp)]
        self.assertEqual(statuses, ["published", "published", "draft"])
        # It left the selection, and shoppers see it again: the next run withdraws it.
        self.assert_run(self.sync(), updated=1, withdrawn=1, unchanged=1)
        statuses = [self.see(product)["status"] for product in (chair, stool, lamp)]
        self.assertEqual(statuses, ["draft", "published", "published"])


@tagged("post_install", "-at_install")
class TestUndoReal(ClearTermsMixin, UndoScenarios, RealLifecycleCase):
    """In a real Medusa."""


@tagged("post_install", "-at_install")
class TestUndo(UndoScenarios, FakeLifecycleCase):
    """On the store in memory."""

    def test_chosen_products(self):
        chair, stool = self.make_product(list_price=5), self.make_product("Stool", list_price=6)
        run = self.change_price(chair, stool)
        self.assert_run(self.undo(run, products=stool), updated=1)
        self.assertEqual((self.amounts(chair), self.amounts(stool)), ([99], [6]))
        with self.assertRaisesRegex(UserError, "Choose the products"):
            wizard = self.env["medusa.undo.wizard"].create({"run_id": run.id, "which": "chosen"})
            wizard.action_undo()

    def test_held_until_released(self):
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        undo = self.undo(run, then="hold")
        binding = self.get_binding(chair)
        self.assertEqual((binding.held_by_run_id, undo.held_count), (undo, 1))
        self.assertIn("held back", chair.medusa_undone_text)
        todo = self.env["medusa.todo.cause"].search([("cause", "=", "held")])
        self.assertEqual((todo.open_count, todo.mend), (1, "release"))
        self.assert_run(self.sync())
        chair.sale_ok = False
        self.assert_run(self.sync())
        chair.write({"sale_ok": True, "list_price": 7})
        self.assert_run(self.sync())
        with self.enter_registry_test_mode():
            self.assertIn("held back", str(chair.action_medusa_sync()))
        self.assertEqual(self.amounts(chair), [5])
        todo.action_release_all()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.amounts(chair), [7])
        self.assertFalse(undo.held_count)
        self.assert_nothing_left()

    def test_no_change_of_somebody_else(self):
        """What an undo wrote was written by us: no night looks at it as if it weren't."""
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        self.undo(run, then="hold")
        binding = self.get_binding(chair)
        binding.last_push = fields.Datetime.now() - timedelta(minutes=5)
        self.sync()
        self.assertFalse(binding.is_suspect)
        self.assertFalse(self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)]))

    def test_switched_off(self):
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        self.undo(run, then="exclude")
        self.assertEqual(chair.medusa_excluded_backend_ids, self.backend)
        self.assertFalse(self.get_binding(chair).held_since)
        self.assert_run(self.sync(), withdrawn=1)
        self.assertEqual(self.amounts(chair), [5])

    def test_undone_twice(self):
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        undo = self.undo(run)
        self.assert_run(self.undo(run), unchanged=1)
        with self.assertRaisesRegex(UserError, "an undo itself"):
            undo.action_undo()
        self.assertFalse(self.get_binding(chair).prices_hash)
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.amounts(chair), [99])

    def test_nothing_to_bring_back(self):
        """Where all of it was edited since, what is known of the store stays known."""
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        remote = self.read(chair)
        self.change_remote_variant(
            remote, "Default", prices=[{"currency_code": self.currency, "amount": 3}]
        )
        self.assert_run(self.undo(run), unchanged=1)
        self.assertEqual(self.amounts(chair), [3])
        self.assert_nothing_left()

    def test_refused(self):
        chair, stool = self.make_product(list_price=5), self.make_product("Stool", list_price=6)
        run = self.change_price(chair, stool)
        medusa_id = self.get_binding(chair).medusa_id

        def holds(request):
            return request.is_write and any(
                row["id"] == medusa_id for row in (request.body or {}).get("update", ())
            )

        self.fake.misbehave("not_found", holds)
        undo = self.undo(run)
        self.assert_run(undo, "errors", updated=1, failed=1)
        [line] = undo.log_ids.filtered(lambda log: log.result == "failure")
        self.assertEqual(line.product_tmpl_id, chair)
        self.assertEqual((self.amounts(chair), self.amounts(stool)), ([99], [6]))

    def test_what_cannot_come_back_is_said(self):
        shirt, chair = self.make_shirt(), self.make_product()
        self.backend.withdraw_policy = "delete"
        self.assert_run(self.sync(), created=2)
        chair.sale_ok = False
        self.get_variant(shirt, "M").active = False
        run = self.sync()
        self.assert_run(run, updated=1, withdrawn=1)
        undo = self.undo(run)
        told = {log.product_tmpl_id: log.message for log in undo.log_ids}
        self.assertIn("deleted it in the store", told[chair])
        self.assertIn("can't be brought back: ", told[shirt])
        self.assertIn("variants", told[shirt])

    def test_quantities(self):
        """Prices by quantity come back with their ends."""
        chair = self.make_product(list_price=10)
        rules = [
            {"compute_price": "fixed", "fixed_price": price, "min_quantity": quantity}
            for quantity, price in ((1, 10), (5, 8), (1234567, 6), (1234568, 5))
        ]
        pricelist = self.env["product.pricelist"].create(
            {"name": self.token, "item_ids": [(0, 0, rule) for rule in rules]}
        )
        self.backend.price_line_ids = [(0, 0, {"pricelist_id": pricelist.id})]
        self.assert_run(self.sync(), created=1)
        before = self.read_tiers(chair)
        pricelist.item_ids[0].fixed_price = 7
        pricelist.item_ids[1].write({"fixed_price": 9, "min_quantity": 3})
        pricelist.item_ids[2:].unlink()
        run = self.sync()
        self.assert_run(run, updated=1)
        self.assertNotEqual(self.read_tiers(chair), before)
        self.undo(run)
        self.assertEqual(self.read_tiers(chair), before)

    def read_tiers(self, product):
        rows = self.fake.product_by_external_id(product.id)["variants"][0]["prices"]
        names = ("amount", "min_quantity", "max_quantity")
        return sorted([row.get(name) or 0 for name in names] for row in rows)
