from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestNeutralize(FakeLifecycleCase):
    """A copy of the database doesn't touch the shop."""

    def neutralize(self):
        self.env.flush_all()
        with file_open("medusa_connector/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()

    def test_key_is_gone_and_nothing_is_pushed(self):
        product = self.make_product()
        self.neutralize()
        self.assertFalse(self.backend.api_key_set)
        self.assertEqual(self.backend.connection_state, "neutralized")
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        with self.enter_registry_test_mode():
            self.assertEqual(product.action_medusa_sync()["params"]["type"], "danger")
        self.backend.action_test_connection()
        self.assertFalse(self.fake.requests)

    def test_nobody_is_told(self):
        self.backend.write({"alert_by_mail": True, "digest_weekly": True})
        self.backend.alert_webhook_secret = "a secret"
        self.backend.action_renew_health()
        self.neutralize()
        names = ("alert_by_mail", "digest_weekly", "alert_webhook_secret_set", "health_url")
        self.assertFalse(any(self.backend[name] for name in names))

    def test_open_runs_are_cancelled(self):
        self.make_product()
        run = self.backend._queue_run("manual")
        waiting = self.backend._queue_run("button", [])
        waiting.state = "waiting"
        self.neutralize()
        self.assertEqual(set((run | waiting).mapped("state")), {"cancelled"})

    def test_undo(self):
        """One that is open ends; a further one is refused, or ends with the reason."""
        chair, nothing = self.make_product(list_price=5), self.env["product.template"]
        self.sync()
        chair.list_price = 9
        run = self.sync()
        run._undo(nothing, "hold")
        undo = run._get_open_undo()
        plan = self.env["medusa.plan"]._ask_for(self.backend)
        self.fake.forget_requests()
        self.neutralize()
        for record in (undo, plan):
            self.assertEqual(record.state, "cancelled")
            self.assertTrue(record.end_date)
        # As Odoo's own script does.
        crons = self.env["ir.cron"].search([])
        crons.active = False
        for ask in (run.action_undo, self.backend.action_plan, self.backend.action_sync_now):
            with self.assertRaisesRegex(UserError, "copy, whose scheduled jobs are off"):
                ask()
        crons.active = True
        self.backend.api_key = self.fake.api_key
        run._undo(nothing, "hold")
        undo = self.work_through_queue()
        self.assertEqual((undo.scope, undo.state), ("undo", "failed"))
        self.assertIn("copy", undo.failure_detail)
        self.assertFalse(self.get_binding(chair).held_since)
        self.assertFalse(self.fake.requests)

    def test_a_new_key_is_not_enough(self):
        self.make_product()
        self.neutralize()
        self.backend.api_key = self.fake.api_key
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertFalse(self.fake.writes)
        self.assertEqual(self.backend.connection_state, "copied")

    def test_confirmed_copy_pushes_and_knows_its_products(self):
        product = self.make_product()
        self.sync()
        before = self.fake.product_by_external_id(product.id)["id"]
        self.neutralize()
        self.backend.api_key = self.fake.api_key
        self.backend.action_confirm_database()
        product.list_price = 44
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.fake.product_by_external_id(product.id)["id"], before)

    def test_store_that_never_had_a_uuid(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE medusa_backend SET database_uuid = NULL")
        self.env.invalidate_all()
        self.neutralize()
        self.backend.api_key = self.fake.api_key
        self.sync()
        self.assertFalse(self.fake.writes)


@tagged("post_install", "-at_install")
class TestCopiedDatabase(FakeLifecycleCase):
    """A copy that nobody neutralized is told by the identifier of the database."""

    def copy_database(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "the copy's own")

    def test_refuses_until_confirmed(self):
        product = self.make_product()
        self.copy_database()
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertEqual(self.backend.connection_state, "copied")
        self.assertIn("copy", run.failure_detail)
        self.assertFalse(self.fake.requests)
        with self.enter_registry_test_mode():
            self.assertEqual(product.action_medusa_sync()["params"]["type"], "danger")
        self.assertFalse(self.fake.requests)
        self.backend.action_confirm_database()
        self.assert_run(self.sync(), created=1)

    def test_connection_can_be_tested_but_stays_refused(self):
        self.make_product()
        self.copy_database()
        self.backend.action_test_connection()
        self.assertEqual(self.backend.connection_state, "copied")
        self.sync()
        self.assertFalse(self.fake.writes)

    def test_copy_that_was_made_during_a_run(self):
        self.make_product()
        run = self.backend._queue_run("cron")
        with self.enter_registry_test_mode():
            self.env["medusa.queue"]._step_run(run.id)
        self.assertEqual(run.state, "running")
        self.copy_database()
        self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertFalse(self.fake.writes)

    def test_confirmed_copy_adopts_what_the_original_pushed(self):
        product = self.make_product()
        self.sync()
        before = self.fake.product_by_external_id(product.id)
        self.copy_database()
        self.backend.action_confirm_database()
        self.backend.product_binding_ids.unlink()
        self.assert_run(self.sync(), updated=1)
        after = self.fake.product_by_external_id(product.id)
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(after["metadata"]["odoo_database"], "the copy's own")


@tagged("post_install", "-at_install")
class TestOtherStore(FakeLifecycleCase):
    """Another Medusa answers at the address: its ids mean nothing there."""

    def move(self):
        self.fake.state.tables["stores"] = {
            "store_other": {
                **next(iter(self.fake.state.tables["stores"].values())),
                "id": "store_other",
                "name": "Another shop",
            }
        }
        self.backend._reset_connection()

    def test_refuses_until_accepted(self):
        product = self.make_product()
        self.sync()
        self.move()
        product.list_price = 44
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertEqual(self.backend.connection_state, "other_store")
        self.assertFalse(self.fake.writes)

    def test_accepted_store_is_searched_anew(self):
        product = self.make_product()
        self.sync()
        self.move()
        self.sync()
        self.backend.action_accept_new_store()
        self.assertFalse(self.get_binding(product))
        self.sync()
        self.assertEqual(self.backend.medusa_store_id, "store_other")
        self.assertEqual(len(self.fake.products_by_external_id(product.id)), 1)
        self.assertEqual(product.medusa_state, "synced")

    def begin_run(self):
        """Return a run that has begun and has its products still before it."""
        run = self.backend._queue_run("cron")
        with self.enter_registry_test_mode():
            self.env["medusa.queue"]._step_run(run.id)
        self.assertEqual(run.state, "running")
        return run

    def test_run_that_was_under_way_does_not_go_on_there(self):
        self.make_product()
        run = self.begin_run()
        self.move()
        self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertFalse(self.fake.writes)

    def test_accepting_a_store_ends_what_was_under_way(self):
        self.make_product()
        run = self.begin_run()
        self.move()
        self.backend.action_test_connection()
        self.backend.action_accept_new_store()
        self.assertEqual(run.state, "cancelled")
        self.assert_run(self.sync(), created=1)

    def test_run_goes_on_with_a_new_key(self):
        self.make_product()
        run = self.begin_run()
        self.fake.api_key = "sk_new"
        self.backend.api_key = "sk_new"
        self.sync()
        self.assert_run(run, created=1)
