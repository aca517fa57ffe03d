from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.lifecycle import FakeLifecycleCase
from .test_change_undo import UndoMixin


@tagged("post_install", "-at_install")
class TestUndoGone(UndoMixin, FakeLifecycleCase):
    """What a product had before a run isn't in the store any more."""

    def test_channel_that_is_gone(self):
        """A product isn't put into a channel that was deleted since: shoppers would lose it."""
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        [change] = self.env["medusa.sync.change"].search([("run_id", "=", run.id)])
        [row] = self.read_all(chair.id, "sales_channels.id,shipping_profile.id")
        present = [channel["id"] for channel in row["sales_channels"]]
        change.changes = [
            *change.changes,
            ["sales_channels", None, ["sc_gone"], present],
            ["shipping_profile_id", None, "sp_gone", row["shipping_profile"]["id"]],
        ]
        undo = self.undo(run)
        [now] = self.read_all(chair.id, "sales_channels.id,shipping_profile.id")
        self.assertEqual((now["sales_channels"], self.amounts(chair)), (row["sales_channels"], [5]))
        self.assertEqual(now["shipping_profile"], row["shipping_profile"])
        self.assertIn("can't be brought back: ", undo.log_ids.message)

    def test_deleted_since(self):
        chair = self.make_product(list_price=5)
        run = self.change_price(chair)
        self.delete_remote(self.read(chair))
        undo = self.undo(run, then="hold")
        self.assert_run(undo, unchanged=1)
        self.assertIn("isn't in the store any more", undo.log_ids.message)
        self.assertFalse(self.get_binding(chair).held_since)

    def test_taken_over_by_another_one(self):
        """What another product of Odoo is by now isn't given the prices of the former one."""
        chair, stool = self.make_product(list_price=5), self.make_product("Stool", list_price=6)
        run = self.change_price(chair, stool)
        mine, other = self.get_binding(chair), self.get_binding(stool)
        medusa_id = mine.medusa_id
        self.store_call("DELETE", f"/admin/products/{other.medusa_id}")
        values = {"external_id": str(stool.id)}
        self.store_call("POST", f"/admin/products/{medusa_id}", values)
        mine.medusa_id = False
        undo = self.undo(run)
        self.assert_run(undo, unchanged=2)
        row = self.fake.state.products[medusa_id]
        self.assertEqual((row["external_id"], self.amounts(stool)), (str(stool.id), [99]))
        self.assertIn("another product is there by now", undo.log_ids[0].message)

    def test_two_people_at_once(self):
        run = self.change_price(self.make_product(list_price=5))
        run._create_undo([], "hold")
        with self.assertRaisesRegex(UserError, "being undone already"):
            run._undo(self.env["product.template"], "hold")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            run._create_undo([], "hold")
            self.env.flush_all()

    def make_categories(self, *names):
        """Return categories of the test, each below the one before it."""
        found = self.env["product.category"]
        parent = self.category
        for name in names:
            parent = found.create({"name": f"{name} {self.token}", "parent_id": parent.id})
            found |= parent
        self.backend.product_domain = repr([("categ_id", "child_of", self.category.id)])
        return found

    def read_categories(self):
        """Return {name: category of the store}."""
        rows = self.store_call("GET", "/admin/product-categories")["product_categories"]
        return {row["name"]: row for row in rows}

    def empty_tree(self):
        """Move a product out of its category, which the run deletes with those above it.

        :return: (product, the categories, the run)
        """
        above, first = self.make_categories("Above", "First")
        chair = self.make_product(categ_id=first.id)
        self.assert_run(self.sync(), created=1)
        self.change_term(first, handle=f"marketer-{self.token}", description="By a marketer")
        chair.categ_id = self.make_categories("Second")
        run = self.sync()
        self.assert_run(run, updated=1)
        self.assertFalse(self.read_categories().keys() & {above.name, first.name})
        return chair, above | first, run

    def change_term(self, category, **values):
        row = self.read_categories()[category.name]
        self.store_call("POST", f"/admin/product-categories/{row['id']}", values)

    def test_categories_are_made_again(self):
        """A run deletes what it empties: products come back into the whole tree."""
        chair, (above, first), run = self.empty_tree()
        self.undo(run, then="hold")
        self.assertEqual(self.see(chair)["categories"], [first.name])
        rows = self.read_categories()
        row = rows[first.name]
        self.assertEqual(row["parent_category_id"], rows[above.name]["id"])
        self.assertEqual(rows[above.name]["parent_category_id"], rows[self.token]["id"])
        told = row["handle"], row["description"]
        self.assertEqual(told, (f"marketer-{self.token}", "By a marketer"))
        # Odoo knows them again: nothing is made a second time, whatever follows.
        self.sync()
        self.assertEqual(self.see(chair)["categories"], [first.name])
        chair.categ_id = first
        self.get_binding(chair).action_release()
        self.sync()
        self.assertEqual(self.read_categories()[first.name]["id"], row["id"])
        self.assert_nothing_left()

    def test_categories_undone_twice(self):
        _chair, (_above, first), run = self.empty_tree()
        self.undo(run)
        [row] = [row for name, row in self.read_categories().items() if name == first.name]
        self.assert_run(self.undo(run), unchanged=1)
        self.assertEqual(self.read_categories()[first.name]["id"], row["id"])
        # Odoo still wants it elsewhere.
        self.assert_run(self.sync(), updated=1)
        self.assertNotIn(first.name, self.read_categories())

    def test_category_that_odoo_made_again(self):
        """A later run needed it: there is one, not two."""
        chair, (_above, first), run = self.empty_tree()
        self.make_product("Stool", categ_id=first.id)
        self.assert_run(self.sync(), created=1, unchanged=1)
        row = self.read_categories()[first.name]
        self.undo(run)
        self.assertEqual(self.see(chair)["categories"], [first.name])
        self.assertEqual(self.read_categories()[first.name]["id"], row["id"])

    def test_address_that_another_one_has_by_now(self):
        _chair, (_above, first), run = self.empty_tree()
        values = {"name": f"Other {self.token}", "handle": f"marketer-{self.token}"}
        self.store_call("POST", "/admin/product-categories", values)
        self.undo(run)
        self.assertIn(first.name, self.read_categories())

    def test_category_that_nobody_remembers(self):
        """The product stays where the run put it, rather than nowhere."""
        chair, (_above, _first), run = self.empty_tree()
        self.env["medusa.sync.change"].search([("operation", "=", "delete")]).unlink()
        undo = self.undo(run)
        self.assertEqual(self.see(chair)["categories"], [chair.categ_id.name])
        self.assertIn("can't be brought back: categories", undo.log_ids.message)

    def test_price_list_that_is_gone(self):
        """It is listed, whoever deleted it."""
        self.make_product(list_price=10)
        pricelist = self.env["product.pricelist"].create(
            {
                "name": self.token,
                "item_ids": [(0, 0, {"compute_price": "percentage", "percent_price": 10})],
            }
        )
        price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.sync()
        pricelist.item_ids.percent_price = 50
        run = self.sync()
        price_list.action_remove()
        self.sync()
        self.assertFalse(price_list.exists())
        undo = self.undo(run)
        self.assertEqual((undo.log_ids.name, undo.log_ids.result), (self.token, "warning"))
        self.assertIn("isn't in the store any more", undo.log_ids.message)
        changes = self.env["medusa.sync.change"].search([("run_id", "=", run.id)])
        self.assertEqual(set(changes.mapped("undo_state")), {"left"})
