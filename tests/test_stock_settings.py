from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .support.stock_case import FakeStockCase


@tagged("post_install", "-at_install")
class TestStockSettings(FakeStockCase):
    """When the stock is pushed, and who says so."""

    def setUp(self):
        super().setUp()
        self.cron = self.env.ref("medusa_connector.ir_cron_medusa_stock")

    def save(self, **vals):
        settings = self.env["res.config.settings"].create(vals)
        settings.execute()

    def test_the_job_sleeps_while_no_store_pushes_stock(self):
        self.assertTrue(self.cron.active)
        self.backend.push_stock = False
        self.assertFalse(self.cron.active)
        backend = self.make_backend(push_stock=True)
        self.assertTrue(self.cron.active)
        backend.unlink()
        self.assertFalse(self.cron.active)

    def test_every_quarter_of_an_hour(self):
        self.assertEqual((self.cron.interval_number, self.cron.interval_type), (15, "minutes"))

    def test_interval_is_changed_in_the_settings(self):
        self.save(medusa_stock_interval_number=2, medusa_stock_interval_type="hours")
        self.assertEqual((self.cron.interval_number, self.cron.interval_type), (2, "hours"))
        self.assertTrue(self.cron.active)
        self.save(medusa_stock_schedule=False)
        self.assertFalse(self.cron.active)

    def test_an_interval_that_no_clock_knows(self):
        for number in (10**9, -1):
            with self.assertRaises(ValidationError):
                self.save(medusa_stock_interval_number=number)
        self.assertEqual(self.cron.interval_number, 15)

    def test_switched_on_in_the_settings(self):
        self.save(medusa_push_stock=False)
        self.assertFalse(self.backend.push_stock or self.cron.active)
        self.save(medusa_push_stock=True)
        self.assertTrue(self.backend.push_stock and self.cron.active)

    def test_other_settings_leave_the_job_alone(self):
        person = new_test_user(self.env, "p", "base.group_system")
        person.group_ids = [
            Command.unlink(self.env.ref("medusa_connector.group_medusa_manager").id)
        ]
        self.env["res.config.settings"].with_user(person).create({}).execute()
        settings = self.env["res.config.settings"].with_user(person)
        with self.assertRaises(AccessError):
            settings.create({"medusa_stock_interval_number": 1})

    def test_switching_pushes_the_products(self):
        self.make_stored(5)
        self.sync()
        self.backend.push_stock = False
        run = self.env["medusa.sync.run"].search([("state", "=", "queued")])
        self.assertEqual((run.scope, run.backend_id), ("full", self.backend))
        self.assertFalse(self.env["medusa.stock.level"].search([]))

    def test_a_copy_of_a_store_pushes_no_stock(self):
        self.assertFalse(self.backend.copy().push_stock)

    def test_push_now_verifies(self):
        chair = self.make_stored(5)
        self.sync()
        self.set_remote_stock(chair, 99)
        self.backend.action_push_stock()
        self.work_through_queue()
        self.assert_stock(chair, 5)

    def test_one_stock_run_at_a_time(self):
        first = self.backend._queue_run("cron", scope="stock")
        self.assertEqual(self.backend._queue_run("cron", scope="stock"), first)
        self.assertNotEqual(self.backend._queue_run("manual", force=True, scope="stock"), first)

    def test_stock_moves_touch_nothing_of_the_connector(self):
        """No stock operation waits for a push, or collides with one."""
        chair = self.make_stored(5)
        self.sync()
        binding = self.get_binding(chair)
        records = (chair, binding, binding.variant_binding_ids, self.levels_of(chair))
        before = [record.read() for record in records]
        revision = chair.medusa_revision
        self.fake.forget_requests()
        queries = []
        execute = self.env.cr.execute

        def spy(query, *args, **kw):
            queries.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kw)

        self.patch(self.env.cr, "execute", spy)
        move = self.reserve(chair.product_variant_id, 2)
        move.quantity, move.picked = 2, True
        move._action_done()
        self.env.flush_all()
        touched = [query for query in queries if "medusa" in query and "SELECT" not in query[:10]]
        self.assertEqual(touched, [])
        self.env.invalidate_all()
        for record, values in zip(records[1:], before[1:], strict=True):
            self.assertEqual(record.read(), values)
        self.assertEqual(chair.medusa_revision, revision)
        self.assertEqual(self.fake.requests, [])
