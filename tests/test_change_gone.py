from odoo.tests import tagged

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

    def test_category_that_is_gone(self):
        """The product stays where the run put it, rather than nowhere."""
        names = ("First", "Second")
        values = [{"name": f"{name} {self.token}", "parent_id": self.category.id} for name in names]
        first, second = self.env["product.category"].create(values)
        self.backend.product_domain = repr([("categ_id", "child_of", self.category.id)])
        chair = self.make_product(categ_id=first.id)
        self.assert_run(self.sync(), created=1)
        # Nothing is left in the first one: it is deleted in the store.
        chair.categ_id = second
        run = self.sync()
        self.assert_run(run, updated=1)
        undo = self.undo(run)
        self.assertEqual(self.see(chair)["categories"], [second.name])
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
