from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestIdle(FakeLifecycleCase):
    """Nothing waits without a word where nobody goes on with it."""

    def setUp(self):
        super().setUp()
        self.chair = self.make_product(list_price=5)
        self.sync()
        self.chair.list_price = 9
        self.wrong = self.sync()
        self.assert_run(self.wrong, updated=1)
        pricelist = self.env["product.pricelist"].create({"name": self.token})
        self.price_list = self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        self.cron = self.env.ref("medusa_connector.ir_cron_medusa_queue")

    def get_wishes(self):
        """Return {what a person asks for: how}, all of which is left to the queue."""
        store, nothing = self.backend, self.env["product.template"]
        start = self.env["medusa.match.start"]
        return {
            "undo": self.wrong.action_undo,
            "undo it": lambda: self.wrong._undo(nothing, "hold"),
            "run": store.action_sync_now,
            "resync": lambda: self.env["medusa.resync"]._queue(self.chair, store),
            "prices": self.price_list.action_push,
            "compare": store.action_compare_all,
            "plan": store.action_plan,
            "match": lambda: start._start(store, "match"),
            "take over": lambda: start._start(store, "take_over"),
        }

    def assert_refused(self, text):
        runs, plans = self.env["medusa.sync.run"], self.env["medusa.plan"]
        before = runs.search_count([]) + plans.search_count([])
        for name, wish in self.get_wishes().items():
            with self.subTest(name), self.assertRaisesRegex(UserError, text):
                wish()
        # What Odoo alone tells is looked at all the same.
        toast = self.backend.action_examine()["params"]
        self.assertEqual(toast["type"], "warning")
        self.assertRegex(toast["message"], f"Only Odoo was looked at.*{text}")
        self.assertEqual(runs.search_count([]) + plans.search_count([]), before)

    def test_archived_store(self):
        self.backend.active = False
        self.assert_refused("archived")

    def test_jobs_that_are_off(self):
        self.env["ir.cron"].search([]).active = False
        self.assert_refused("scheduled job")
        # What is done at once needs none of them.
        with self.enter_registry_test_mode():
            self.assertEqual(self.chair.action_medusa_sync()["params"]["type"], "success")

    def test_what_is_open_says_so(self):
        self.wrong._undo(self.env["product.template"], "push")
        run = self.backend._queue_run("manual", self.chair.ids)
        plan = self.env["medusa.plan"]._ask_for(self.backend)
        undo = self.wrong._get_open_undo().sudo(False)
        waiting = self.backend._queue_run("button", self.chair.ids)
        waiting.state = "waiting"
        self.assertFalse(any((undo | run | waiting).mapped("waits_text")) or plan.waits_text)
        self.backend.active = False
        for record in (undo, run, waiting, plan):
            self.assertIn("archived", record.waits_text)
        self.assertFalse(self.wrong.waits_text)
        self.assertIn("Runs that wait for that: 3", self.backend.idle_text)
        with self.assertRaisesRegex(UserError, "archived"):
            waiting.action_confirm_withdrawal()
        waiting.action_cancel()
        self.fake.forget_requests()
        self.work_through_queue()
        self.assertFalse(self.fake.requests)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        triggers.unlink()
        self.backend.active = True
        self.assertFalse(undo.waits_text or self.backend.idle_text)
        self.assertTrue(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.cron.id)]),
            "It goes on at once.",
        )
        self.work_through_queue()
        self.assertEqual((undo.state, run.state), ("done", "done"))

    def test_jobs_by_which_runs_begin(self):
        """What began by the schedule goes on by it, and asks for nothing else."""
        nightly, asked = self.backend._queue_run("cron"), self.backend._queue_run("manual", [1])
        self.cron.active = False
        self.assertFalse(nightly.waits_text)
        self.assertIn("scheduled job", asked.waits_text)

    def test_withdrawal_that_the_night_carries_out(self):
        """It is confirmed where the job goes on with it that began with it."""
        nightly = self.backend._queue_run("cron")
        nightly.state = "waiting"
        self.cron.active = False
        nightly.action_confirm_withdrawal()
        self.assertEqual(nightly.state, "queued")
        nightly.state = "waiting"
        self.env["ir.cron"].search([]).active = False
        with self.assertRaisesRegex(UserError, "scheduled job"):
            nightly.action_confirm_withdrawal()

    def test_push_in_somebodys_transaction(self):
        """An automation pushes what a person saves: that is saved whatever becomes of the push."""
        resync, chairs = self.env["medusa.resync"], self.make_products(21)
        asleep = self.backend.copy({"active": False})
        toast = resync._resync(chairs, self.backend | asleep)["params"]
        self.assertEqual((toast["type"], len(toast["run_ids"])), ("warning", 1))
        self.assertRegex(toast["message"], r"(?s)21 products are queued.*copy\) is archived")
        self.env["ir.cron"].search([]).active = False
        # A product that only this transaction sees.
        unseen = patch.object(type(resync), "_push_visible", return_value=None)
        with self.enter_registry_test_mode():
            with unseen:
                wishes = [self.chair.action_medusa_sync(), chairs.action_medusa_sync()]
            wishes.append(resync._resync(self.chair, asleep))
        for wish, text in zip(wishes, ("scheduled job", "scheduled job", "archived"), strict=True):
            self.assertEqual(wish["params"]["type"], "warning")
            self.assertIn(text, wish["params"]["message"])

    def test_one_of_several_stores(self):
        """What is examined of one doesn't hide what keeps another from it."""
        asleep = self.backend.copy({"active": False})
        toast = (self.backend | asleep).action_examine()["params"]
        self.assertEqual((toast["type"], len(toast["run_ids"])), ("warning", 1))
        self.assertRegex(toast["message"], r"(?s)Shop: it is examined.*copy\) is archived")

    def test_settings_of_an_archived_store_are_saved(self):
        self.backend.active = False
        self.backend.push_stock = not self.backend.push_stock
        self.assertFalse(self.backend.run_ids.filtered(lambda run: run.state == "queued"))
