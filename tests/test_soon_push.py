from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.core.locks import claim, find_free
from ..models.soon import watch
from .support.soon import SoonCase


@tagged("post_install", "-at_install")
class TestSoonProducts(SoonCase):
    """What is saved is in the store soon after."""

    def setUp(self):
        super().setUp()
        self.chair, self.table = self.make_product("Chair"), self.make_product("Table")
        self.settle()

    def rename(self, product, name):
        product.name = f"{name} {self.token}"
        self.touch(product)

    def test_saving_writes_nothing_of_ours(self):
        with patch.object(self.registry["medusa.change"], "create") as create:
            self.rename(self.chair, "Stool")
            self.env.flush_all()
        create.assert_not_called()
        self.assertFalse(self.changes())

    def test_after_a_pause(self):
        self.rename(self.chair, "Stool")
        self.look(ago=20)
        self.assertEqual(self.changes().res_id, self.chair.id)
        self.assertFalse(self.push_soon(ago=10), "20 seconds of 30 are over")
        self.ago = 0
        run = self.notice_and_push()
        self.assertFalse(run, "It was noticed only once, 20 seconds ago.")
        self.changes().seen_at = fields.Datetime.subtract(self.changes().seen_at, seconds=15)
        run = self.push_soon()
        self.assert_run(run, updated=1)
        self.assertEqual((run.scope, run.chosen), ("products", self.chair.ids))
        self.assertIn("Stool", self.read(self.chair)["title"])
        self.assertFalse(self.changes())
        self.assertFalse(self.push_soon(), "nothing is left")

    def test_many_changes_are_one_run(self):
        self.make_products(30, "Import")
        run = self.notice_and_push()
        self.assert_run(run, created=30)

    def test_a_permanent_editor_does_not_postpone_it_for_ever(self):
        # Not in the second that follows the push, which would be the time of the change.
        self.ago = 50
        self.rename(self.chair, "Stool")
        self.look(ago=50)
        for ago in (40, 30, 20, 10):
            self.ago = ago
            self.rename(self.table, f"Desk {ago}")
            self.look(ago)
        self.assertEqual(len(self.push_soon()), 1, "45 seconds are over since the first change")

    def test_what_the_shop_shares(self):
        """A renamed value is one request for all products."""
        self.make_shirt()
        shirt = self.make_shirt()
        self.settle()
        size = shirt.attribute_line_ids.value_ids.filtered(lambda value: value.name == "M")
        size.name = "Medium"
        self.env.flush_all()
        run = self.notice_and_push()
        self.assert_run(run, unchanged=1)
        self.assertEqual(run.write_count, 1)
        self.assertEqual(self.option_names(shirt), {"S", "Medium"})
        self.assertFalse(self.changes())
        self.assertFalse(self.notice_and_push())

    def option_names(self, product):
        [values] = self.read(product)["options"].values()
        return values

    def test_what_products_share(self):
        """A renamed value is written on itself alone; its products are pushed, once."""
        self.backend.option_scope = "product"
        shirts = self.make_shirt() | self.make_shirt()
        self.settle()
        size = shirts.attribute_line_ids.value_ids.filtered(lambda value: value.name == "M")
        size.name = "Medium"
        self.env.flush_all()
        self.assert_run(self.notice_and_push(), updated=2)
        self.assertFalse(self.changes())
        self.assertFalse(self.notice_and_push())

    def test_new_product(self):
        sofa = self.make_product("Sofa")
        self.assert_run(self.notice_and_push(), created=1)
        self.assertEqual(self.read(sofa)["status"], "published")

    def test_archived_product(self):
        self.chair.active = False
        self.touch(self.chair)
        self.assert_run(self.notice_and_push(), withdrawn=1)
        self.assertEqual(self.read(self.chair)["status"], "draft")
        self.chair.active = True
        self.touch(self.chair)
        self.assert_run(self.notice_and_push(), updated=1)
        self.assertEqual(self.read(self.chair)["status"], "published")

    def test_many_that_leave_wait_for_the_run_that_asks(self):
        many = self.make_products(11, "Many")
        self.settle()
        many.active = False
        self.touch(many)
        self.assertFalse(self.notice_and_push())

    def test_what_is_written_without_a_change(self):
        self.touch(self.chair)
        self.assertFalse(self.notice_and_push())

    def test_failure_is_told_and_not_tried_for_ever(self):
        self.chair.product_variant_id.barcode = f"same-{self.token}"
        self.make_remote(variants=[self.remote_variant(barcode=f"same-{self.token}")])
        self.touch(self.chair)
        run = self.notice_and_push()
        self.assertEqual((run.state, run.failed_count), ("errors", 1))
        self.assertFalse(self.push_soon())
        self.assertFalse(self.measured())

    def test_changed_while_it_is_pushed(self):
        self.rename(self.chair, "Stool")
        self.look(ago=60)
        self.look()
        [run] = self.soon_runs()
        self.rename(self.chair, "Bench")
        self.look()
        run = self.push_soon()
        self.assertFalse(run, "the same run")
        self.assertIn("Bench", self.read(self.chair)["title"])
        self.assertFalse(self.changes())

    def test_busy_product_is_tried_again_but_not_for_ever(self):
        self.rename(self.chair, "Stool")
        self.look(ago=60)

        def busy(env, space, keys):
            return claim(env, space, [])

        module = "odoo.addons.medusa_connector.models.product.phase_products.claim"
        with patch(module, busy):
            for _try in range(4):
                self.push_soon()
        self.assertFalse(self.changes())
        self.assert_run(self.sync(), updated=1, unchanged=1)

    def test_the_thread_calls_for_the_job_once(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_soon")
        self.rename(self.chair, "Stool")
        self.look(ago=60)
        self.ago = 0
        calls = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        with patch.object(self.registry["ir.cron"], "_notifydb") as notify:
            for count in (0, 1):
                with self.enter_registry_test_mode():
                    self.assertTrue(watch.look(self.env.cr.dbname))
                self.assertEqual(notify.call_count, count, "nobody heard the first call, perhaps")
        self.env.invalidate_all()
        new = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]) - calls
        self.assertEqual(len(new), 1)
        self.backend.push_soon = False
        with self.enter_registry_test_mode():
            self.assertFalse(watch.look(self.env.cr.dbname), "nobody wants it any more")

    def test_a_run_at_work_is_left_alone(self):
        self.rename(self.chair, "Stool")
        self.look(ago=60)
        self.look()
        run = self.soon_runs()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            self.assertEqual(find_free(env, "run", run.ids), run.ids)
            with claim(env, "run", run.ids):
                self.assertEqual(find_free(env, "run", run.ids), [])
                self.assertFalse(env["medusa.queue"]._look_for_changes())

    def test_old_changes_are_forgotten(self):
        changes = self.env["medusa.change"]
        self.rename(self.chair, "Stool")
        self.look(ago=60)
        self.push_soon()
        old = changes.search([("res_id", "=", self.chair.id), ("kind", "=", "product")])
        old.seen_at = fields.Datetime.subtract(old.seen_at, days=2)
        self.assertEqual(changes._gc_changes(), (1, False))

    def test_killed_process(self):
        """A run that was begun is gone on with by the next call."""
        self.rename(self.chair, "Stool")
        self.look(ago=60)
        self.look()
        run = self.soon_runs()
        with self.enter_registry_test_mode():
            self.env["medusa.queue"]._step_run(run.id)
        self.env.invalidate_all()
        self.push_soon()
        self.assertEqual(run.state, "done")
        self.assertFalse(self.changes())


@tagged("post_install", "-at_install")
class TestSoonRefusals(SoonCase):
    """No run is made that must fail."""

    def setUp(self):
        super().setUp()
        self.chair = self.make_product("Chair")

    def test_asleep_where_no_store_wants_it(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_soon")
        self.assertTrue(cron.active)
        self.backend.push_soon = False
        self.assertFalse(cron.active)
        self.assertFalse(self.notice_and_push())
        self.assertFalse(self.changes())

    def test_copied_database(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "another")
        self.assertFalse(self.notice_and_push())

    def test_paused_store(self):
        self.backend.paused_until = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.assertFalse(self.notice_and_push())
        self.backend.paused_until = False
        self.assert_run(self.push_soon(), created=1)

    def test_after_a_failed_run(self):
        self.look(ago=60)
        self.look()
        run = self.soon_runs()
        run._fail("configuration", "No")
        self.assertFalse(self.push_soon())
        run.end_date = fields.Datetime.subtract(run.end_date, hours=1)
        self.changes().taken_at = fields.Datetime.subtract(run.end_date, minutes=1)
        self.assert_run(self.push_soon(), created=1)


@tagged("post_install", "-at_install")
class TestSoonStockAndPrices(SoonCase):
    """What a shopper is hurt by goes first."""

    def setUp(self):
        super().setUp()
        self.chair, self.table = self.make_stored(5, "Chair"), self.make_stored(5, "Table")

    def test_stock(self):
        self.settle()
        self.put(self.chair.product_variant_id, -2)
        self.touch_stock(self.chair)
        run = self.notice_and_push()
        self.assertEqual((run.scope, run.chosen, run.updated_count), ("stock", self.chair.ids, 1))
        self.assert_stock(self.chair, 3)
        self.assertFalse(self.changes("stock"))
        self.assertEqual(self.measured(), ["stock"])

    def test_stock_that_is_the_same(self):
        self.settle()
        self.touch_stock(self.chair)
        self.assertFalse(self.notice_and_push(), "a quiet run leaves no trace")
        self.push_soon()
        self.assertFalse(self.changes("stock"))
        self.assertEqual(self.measured(), [])

    def test_base_prices(self):
        retail = self.make_pricelist(self.fixed(7, self.chair))
        self.add_price_line(retail)
        self.settle()
        retail.item_ids.fixed_price = 8
        self.touch(retail.item_ids)
        run = self.notice_and_push()
        self.assert_run(run, updated=1, unchanged=1)
        self.assertEqual(self.get_price(self.chair), 8)
        retail.item_ids.unlink()
        self.look(ago=60)
        self.push_soon()
        self.assertEqual(self.get_price(self.chair), 10, "a rule that was deleted")
        self.assertEqual(self.measured(), ["price", "price"])

    def test_rule_that_changes_while_prices_are_pushed(self):
        retail = self.make_pricelist(self.fixed(7, self.chair))
        self.add_price_line(retail)
        self.settle()
        retail.item_ids.fixed_price = 8
        self.touch(retail.item_ids)
        self.look(ago=60)
        self.look()
        retail.item_ids.fixed_price = 9
        self.touch(retail.item_ids)
        self.look()
        self.push_soon()
        self.assertEqual(self.get_price(self.chair), 9)
        change = self.changes("pricelist")
        self.assertEqual(change.first_at, change.last_at, "it waits anew, from its own time on")

    def test_rule_of_a_pricelist_that_it_is_based_on(self):
        base = self.make_pricelist(self.fixed(7, self.chair), name="Base")
        rule = {"compute_price": "formula", "base": "pricelist", "base_pricelist_id": base.id}
        self.add_price_line(self.make_pricelist(rule, name="Derived"))
        self.settle()
        base.item_ids.fixed_price = 6
        self.touch(base.item_ids)
        self.notice_and_push()
        self.assertEqual(self.get_price(self.chair), 6)

    def test_price_list(self):
        sale = self.make_pricelist(self.fixed(7, self.chair))
        price_list = self.add_price_list(sale)
        self.settle()
        sale.item_ids.fixed_price = 6
        self.touch(sale.item_ids)
        run = self.notice_and_push()
        self.assertEqual((run.scope, run.chosen), ("prices", price_list.ids))

    def test_order(self):
        retail = self.make_pricelist(self.fixed(7, self.chair))
        self.add_price_line(retail)
        self.settle()
        self.table.name = f"Desk {self.token}"
        retail.item_ids.fixed_price = 8
        self.put(self.chair.product_variant_id, -2)
        self.touch(self.table, retail.item_ids)
        self.touch_stock(self.chair)
        self.look(ago=60)
        self.look()
        self.assertEqual(self.soon_runs().mapped("scope"), ["stock", "all_prices", "products"])

    def get_price(self, product):
        prices = self.read(product)["variants"]["Default"]["prices"]
        return prices[self.currency, None]
