from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .support.committed import CommittedCase, Killed, is_batch
from .support.lifecycle import FakeLifecycleCase
from .support.pictures import picture
from .support.prices import LISTS, PriceMixin


@tagged("post_install", "-at_install")
class TestChangesKept(PriceMixin, FakeLifecycleCase):
    """What runs overwrite is kept for a while, in words."""

    def lines(self, run):
        return self.env["medusa.sync.change.line"].search([("run_id", "=", run.id)])

    def test_field_by_field(self):
        shirt = self.make_shirt(list_price=10)
        run = self.sync()
        [line] = self.lines(run).filtered(lambda line: line.kind == "product")
        self.assertEqual((line.subject, line.operation), ("made", "create"))
        shirt.name = f"Blouse {self.token}"
        self.get_value(shirt, "M").price_extra = 3
        run = self.sync()
        told = {
            (line.label, line.variant_name): (line.before, line.since)
            for line in self.lines(run).filtered(lambda line: line.kind == "product")
        }
        self.assertEqual(told["Title", ""], (f"Shirt {self.token}", shirt.name))
        before, since = told[f"Price ({self.currency.upper()})", "M"]
        self.assertIn("10.00", before)
        self.assertIn("13.00", since)
        [log] = run.log_ids.filtered(lambda log: log.product_tmpl_id == shirt)
        action = log.action_view_changes()
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), len(told))

    def test_nothing_of_an_unchanged_night(self):
        self.make_products(3)
        self.sync()
        kept = self.env["medusa.sync.change"].search_count([])
        run = self.sync()
        self.assertEqual(self.env["medusa.sync.change"].search_count([]), kept)
        self.assertFalse(run.can_undo)

    def test_off(self):
        self.backend.change_retention_days = 0
        chair = self.make_product()
        self.sync()
        chair.list_price = 77
        run = self.sync()
        self.assertFalse(run.change_count)
        paths = [row.path for row in self.fake.requests]
        self.backend.change_retention_days = 30
        chair.list_price = 78
        run = self.sync()
        self.assertTrue(run.change_count)
        self.assertEqual([row.path for row in self.fake.requests], paths, "it costs requests")

    def test_forgotten_in_time(self):
        self.make_product()
        run = self.sync()
        changes = self.env["medusa.sync.change"].search([("run_id", "=", run.id)])
        self.assertTrue(changes)
        changes._gc_changes()
        self.assertTrue(changes.exists())
        changes[0].date = fields.Datetime.now() - timedelta(days=31)
        changes._gc_changes()
        self.assertFalse(changes[0].exists())

    def test_files_stay_as_long_as_they_are_needed(self):
        chair = self.make_product(image_1920=picture("red"))
        self.sync()
        chair.image_1920 = picture("blue")
        self.sync()
        self.assertEqual(len(self.backend.picture_ids), 2)
        past = fields.Datetime.now() - timedelta(days=1)
        self.backend.picture_ids.filtered("kept_until").kept_until = past
        self.sync()
        self.assertEqual(len(self.backend.picture_ids), 1)

    def test_prices_of_lists_come_back(self):
        chair, stool = self.make_product(list_price=10), self.make_product("Stool", list_price=20)
        pricelist = self.env["product.pricelist"].create(
            {
                "name": self.token,
                "item_ids": [(0, 0, {"compute_price": "percentage", "percent_price": 10})],
            }
        )
        self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.sync()
        self.assertEqual(self.list_amounts(), [9, 18])
        pricelist.item_ids.percent_price = 50
        run = self.sync()
        self.assertEqual(self.list_amounts(), [5, 10])
        told = self.lines(run).filtered(lambda line: line.kind == "price_list")
        self.assertEqual(set(told.mapped("name")), {self.token})
        run._undo(chair, "hold")
        self.assertEqual(self.work_through_queue().state, "done")
        self.assertEqual(self.list_amounts(), [9, 10])
        self.sync()
        self.assertEqual(self.list_amounts(), [9, 10])
        self.get_binding(chair).action_release()
        self.sync()
        self.assertEqual(self.list_amounts(), [5, 10])
        self.assertTrue(stool)

    def test_prices_of_lists_that_somebody_edited(self):
        """What the store really had comes back, also where nobody here had seen it."""
        self.check_edited(is_seen=False)

    def test_prices_of_lists_that_somebody_was_seen_to_edit(self):
        self.check_edited(is_seen=True)

    def check_edited(self, is_seen):
        rule = {"compute_price": "percentage", "percent_price": 10}
        pricelist = self.env["product.pricelist"].create(
            {"name": self.token, "item_ids": [(0, 0, rule)]}
        )
        price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        for price in (10, 20, 30):
            self.make_product(f"P {price}", list_price=price)
        self.sync()
        self.assertEqual(self.list_amounts(), [9, 18, 27])
        prices = {row["amount"]: row for row in self.fake.state.list_prices.values()}
        item = {"id": prices[9]["id"], "variant_id": prices[9]["_variant_id"], "amount": 8}
        body = {"update": [item], "delete": [prices[18]["id"]]}
        self.fake.call("POST", f"{LISTS}/{price_list.medusa_id}/prices/batch", body)
        if is_seen:
            self.sync()
            self.assertEqual(self.list_amounts(), [8, 27])
        pricelist.item_ids.percent_price = 50
        run = self.sync()
        self.assertEqual(self.list_amounts(), [5, 10, 15])
        run._undo(self.env["product.template"], "push")
        self.assertEqual(self.work_through_queue().state, "done")
        self.assertEqual(self.list_amounts(), [8, 27])

    def test_price_list_that_is_found_by_its_mark(self):
        """It is written over as any other, and comes back so."""
        rule = {"compute_price": "percentage", "percent_price": 10}
        pricelist = self.env["product.pricelist"].create(
            {"name": self.token, "item_ids": [(0, 0, rule)]}
        )
        price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.make_product(list_price=10)
        self.sync()
        self.fake.call("POST", f"{LISTS}/{price_list.medusa_id}", {"title": "A marketer's"})
        price_list.write({"medusa_id": False, "header_hash": False})
        run = self.sync()
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        self.assertEqual(row["title"], self.token)
        run._undo(self.env["product.template"], "hold")
        self.work_through_queue()
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        self.assertEqual(row["title"], "A marketer's")

    def list_amounts(self):
        [row] = self.fake.call("GET", LISTS)["price_lists"]
        prices = self.fake.call("GET", f"{LISTS}/{row['id']}/prices")["prices"]
        return sorted(price["amount"] for price in prices)


@tagged("post_install", "-at_install")
class TestUndoKilled(CommittedCase):
    """A killed undo is gone on with; until then no run pushes what it brought back."""

    def amounts(self, ids):
        found = [self.fake.product_by_external_id(key) for key in ids]
        return [row["variants"][0]["prices"][0]["amount"] for row in found]

    def test_killed_after_a_write(self):
        ids = self.make_products(3, list_price=10)
        self.run_all()
        with self.transaction() as env:
            env["product.template"].browse(ids).list_price = 99
        wrong_id = self.run_all()
        self.assertEqual(self.amounts(ids), [99, 99, 99])
        with self.transaction() as env:
            env["medusa.sync.run"].browse(wrong_id)._undo(env["product.template"], "hold")
            undo_id = env["medusa.sync.run"].search([("undone_run_id", "=", wrong_id)]).id
        with self.killing(is_batch), self.assertRaises(Killed):
            self.work_off(undo_id)
        self.assertEqual(self.amounts(ids), [10, 10, 10])
        # The nightly run comes before anybody goes on with it.
        self.run_all()
        self.assertEqual(self.amounts(ids), [10, 10, 10])
        self.work_off(undo_id)
        with self.transaction() as env:
            undo = env["medusa.sync.run"].browse(undo_id)
            self.assertEqual((undo.state, undo.held_count), ("done", 3))
            states = env["medusa.sync.change"].search([("run_id", "=", wrong_id)])
            self.assertEqual(set(states.mapped("undo_state")), {"undone"})
        with self.transaction() as env:
            env["medusa.sync.run"].browse(undo_id).action_release_held()
        self.run_all()
        self.assertEqual(self.amounts(ids), [99, 99, 99])
