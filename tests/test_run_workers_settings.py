from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestWorkerSettings(FakeLifecycleCase):
    """The jobs of the scheduler that help are there where a store wants them."""

    def get_helpers(self):
        crons = self.env["ir.cron"]
        found = (crons._get_medusa_cron_sudo(f"helper_{number}") for number in range(1, 10))
        return [cron for cron in found if cron]

    def test_store_with_one_worker_has_no_helper(self):
        self.assertEqual(self.backend.worker_count, 1)
        before = len(self.get_helpers())
        self.make_backend(name="Second")
        self.assertEqual(len(self.get_helpers()), before)

    def test_helpers_are_made_once(self):
        self.backend.worker_count = 4
        helpers = self.get_helpers()
        self.assertGreaterEqual(len(helpers), 3)
        self.make_backend(name="Second", worker_count=3)
        self.backend.worker_count = 2
        self.backend.worker_count = 4
        self.assertEqual(self.get_helpers(), helpers)
        self.assertEqual(helpers[0].user_id, self.env.ref("base.user_root"))

    def test_manager_without_settings_rights_sets_it(self):
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": f"manager-{self.token}",
                "group_ids": [
                    (4, self.env.ref("medusa_connector.group_medusa_manager").id),
                ],
            }
        )
        self.backend.with_user(manager).worker_count = 3
        self.assertGreaterEqual(len(self.get_helpers()), 2)

    def test_they_are_called_when_a_run_is_divided(self):
        self.backend.worker_count = 3
        self.make_products(401)
        crons = [cron.id for cron in self.get_helpers()]
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", crons)])
        run = self.sync()
        self.assert_run(run, created=401)
        called = self.env["ir.cron.trigger"].search([("cron_id", "in", crons)]) - triggers
        self.assertEqual(called.cron_id, self.env["ir.cron"].browse(crons[:2]))

    def test_helper_with_nothing_to_do(self):
        self.backend.worker_count = 2
        with self.enter_registry_test_mode():
            self.get_helpers()[0].method_direct_trigger()
        self.assertFalse(self.fake.requests)

    @mute_logger("odoo.sql_db")
    def test_bounds(self):
        for number in (0, 9, -1):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.backend.worker_count = number
                self.env.flush_all()
