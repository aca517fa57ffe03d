import itertools
import logging
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .support.lifecycle import FakeLifecycleCase

RUN_MODULE = "odoo.addons.medusa_connector.models.run.machine"
PRODUCTS_MODULE = "odoo.addons.medusa_connector.models.product.phase_products"
WITHDRAW_MODULE = "odoo.addons.medusa_connector.models.product.phase_withdraw"


class CronCase(FakeLifecycleCase):
    """Several stores, all of them the fake one at different addresses."""

    def setUp(self):
        super().setUp()
        # A step at a time: the clock counts none.
        self.startPatcher(patch("odoo.addons.medusa_connector.models.core.turns.LEG_SECONDS", 0))

    def make_store(self, name, **vals):
        """Create a further store that selects products by their name."""
        return self.make_backend(
            name=name, product_domain=f"[('name', '=like', '{name} {self.token}%')]", **vals
        )

    def call_once(self, method, steps=1):
        """Call a cron's method as Odoo does, with time for so many steps.

        :return: (done, remaining), as the method told Odoo
        """
        cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        # Time passes by one second with each step: whenever Odoo asks what is left of it.
        clock = SimpleNamespace(monotonic=itertools.count().__next__)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr, context={"cron_id": cron.id, "cron_end_time": steps})
            job, progress = env["ir.cron"].browse(cron.id)._add_progress()
            with patch("odoo.addons.base.models.ir_cron.time", clock):
                getattr(job.env["medusa.queue"], method)()
            return progress.done, progress.remaining

    def sync(self):
        """Let the nightly job run for all stores, and return the run of the test's own."""
        return self.run_job("medusa_connector.ir_cron_medusa_sync")

    def runs(self, backend=None):
        backend = backend or self.backend
        return self.env["medusa.sync.run"].search([("backend_id", "=", backend.id)], order="id")


@tagged("post_install", "-at_install")
class TestSchedule(CronCase):
    """The nightly job: one run for each store, as far as the time goes."""

    def test_one_run_for_each_active_store(self):
        other = self.make_store("Other")
        asleep = self.make_store("Asleep", active=False)
        self.sync()
        for backend, count in ((self.backend, 1), (other, 1), (asleep, 0)):
            self.assertEqual(len(self.runs(backend)), count)
            self.assertEqual(set(self.runs(backend).mapped("state")) - {"done"}, set())

    def test_each_store_gets_its_own_products(self):
        other = self.make_store("Table")
        chair = self.make_product("Chair")
        table = self.make_product(
            "Table", categ_id=self.env["product.category"].create({"name": "T"}).id
        )
        self.sync()
        self.assertEqual(self.get_binding(chair).backend_id, self.backend)
        self.assertEqual(self.get_binding(table).backend_id, other)

    def test_a_stores_trouble_stops_no_other(self):
        troubles = {
            "broken selection": 'UPDATE medusa_backend SET product_domain = \'[("gone", "=", 1)]\'',
            "no key": "UPDATE medusa_backend SET api_key = NULL",
            "no address": "UPDATE medusa_backend SET url = 'http://elsewhere.example'",
        }
        for index, (trouble, query) in enumerate(troubles.items()):
            with self.subTest(trouble=trouble):
                bad = self.make_store("Bad", sequence=1)
                self.env.flush_all()
                self.env.cr.execute(f"{query} WHERE id = %s", [bad.id])
                self.env.invalidate_all()
                product = self.make_product(f"Chair {index}")
                self.sync()
                self.assertEqual(self.runs(bad).state, "failed")
                self.assertEqual(product.medusa_state, "synced")
                # Its failures come due, which must stop no other store either.
                with mute_logger("odoo.addons.medusa_connector.models.run.queue"):
                    self.work_through_queue()
                bad.active = False

    def test_what_is_wrong_with_a_selection_is_said_to_the_admin(self):
        bad = self.make_store("Bad")
        self.env.flush_all()
        self.env.cr.execute(
            'UPDATE medusa_backend SET product_domain = \'[("gone", "=", 1)]\' WHERE id = %s',
            [bad.id],
        )
        self.env.invalidate_all()
        self.sync()
        run = self.runs(bad)
        self.assertEqual(run.failure_type, "configuration")
        self.assertIn("gone", run.failure_detail)

    def test_time_is_over_after_each_step(self):
        products = self.make_products(3)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        calls = 0
        while True:
            _done, remaining = self.call_once("_cron_sync")
            calls += 1
            if not remaining:
                break
            self.assertLess(calls, 20, "It doesn't come to an end.")
        self.assertGreater(calls, 3, "A call does one step when there is no time.")
        self.assertEqual(len(self.runs()), 1, "The open run is gone on with.")
        self.assert_run(self.runs(), created=3)
        self.assertEqual(len(self.fake.writes), 3, "Nothing is sent twice.")
        self.assertEqual(set(products.mapped("medusa_state")), {"synced"})

    def test_enough_time_does_all_in_one_call(self):
        self.make_products(3)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        done, remaining = self.call_once("_cron_sync", steps=100)
        self.assertEqual(remaining, 0)
        self.assertGreaterEqual(done, 3)

    def test_remaining_work_is_told(self):
        self.make_products(5)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        self.call_once("_cron_sync")  # starts
        self.call_once("_cron_sync")  # reads the index
        self.call_once("_cron_sync")  # finds the products
        self.assertEqual(self.call_once("_cron_sync"), (1, 4))
        self.assertEqual(self.call_once("_cron_sync"), (1, 3))
        run = self.runs()
        self.assertEqual((run.done_count, run.total), (2, 5))
        # Two fifths of the products' part: there were phases before it, and some are to come.
        self.assertGreater(run.progress, 0)
        self.assertLess(run.progress, 50)

    def test_stores_take_turns(self):
        other = self.make_store("Table")
        self.make_products(3)
        category = self.env["product.category"].create({"name": "T"})
        self.make_products(3, "Table", categ_id=category.id)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        self.sync()
        titles = [row.body["create"][0]["title"].split()[0] for row in self.fake.writes]
        self.assertEqual(titles, ["Chair", "Table"] * 3)
        self.assertEqual(self.runs(other).state, "done")

    def test_open_run_of_an_inactive_store_holds_up_no_other(self):
        asleep = self.make_store("Asleep")
        asleep._queue_run("cron")
        asleep.active = False
        self.sync()
        self.assertEqual(self.runs().state, "done")
        self.assertEqual(self.runs(asleep).state, "queued")

    def test_store_that_is_done_has_no_second_turn_in_the_same_round(self):
        slow = self.make_store("Slow")
        slow._queue_run("manual")
        category = self.env["product.category"].create({"name": "T"})
        self.make_products(6, "Slow", categ_id=category.id)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        self.call_once("_cron_sync", steps=8)
        self.assertEqual((self.runs().state, self.runs(slow).state), ("done", "running"))
        while self.call_once("_cron_sync", steps=8)[1]:
            self.assertEqual(len(self.runs()), 1)
        self.assertEqual((len(self.runs()), self.runs(slow).state), (1, "done"))
        # The next round is another one.
        self.call_once("_cron_sync", steps=100)
        self.assertEqual(len(self.runs()), 2)

    @mute_logger(WITHDRAW_MODULE)
    def test_question_about_a_mass_withdrawal_is_asked_once(self):
        self.make_products(30)
        self.sync()
        self.backend.product_domain = "[('id', '=', 0)]"
        first = self.sync()
        messages = len(self.backend.message_ids)
        second = self.sync()
        self.assertEqual((first.state, second.state), ("cancelled", "waiting"))
        self.assertEqual(len(self.backend.message_ids), messages)
        second.action_confirm_withdrawal()
        self.work_through_queue()
        self.assertEqual((second.state, second.withdrawn_count), ("done", 30))

    def test_failing_products_do_not_spin(self):
        self.make_products(4)
        self.fake.misbehave("answer", "POST *", status=400, body={"message": "no"})
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 2))
        run = self.sync()
        self.assert_run(run, "errors", failed=4)
        self.assertEqual(len(self.fake.writes), 2 + 4, "Each chunk, and each product alone.")
        self.sync()
        self.assertFalse(self.fake.writes)

    def test_failing_store_does_not_spin(self):
        self.make_products(4)
        self.fake.misbehave("refused")
        self.sync()
        self.assertEqual(len(self.fake.requests), 1)

    def test_cron_is_never_counted_as_failed(self):
        runs = self.registry["medusa.sync.run"]
        broken = patch.object(runs, "_step", side_effect=ZeroDivisionError)
        with broken, self.assertLogs(RUN_MODULE, "ERROR"):
            run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "internal"))
        self.assertIn("ZeroDivisionError", run.failure_detail)
        self.assertEqual(self.env.ref("medusa_connector.ir_cron_medusa_sync").failure_count, 0)


@tagged("post_install", "-at_install")
class TestQueue(CronCase):
    """The other job: what buttons asked for."""

    def test_sync_now_is_done_in_the_background(self):
        product = self.make_product()
        answer = self.backend.action_sync_now()["params"]
        self.assertIn(self.backend.name, answer["message"])
        self.assertFalse(self.fake.requests)
        run = self.work_through_queue()
        self.assertEqual((run.trigger, run.scope, run.state), ("manual", "full", "done"))
        self.assertEqual(run.user_id, self.env.user)
        self.assertEqual(product.medusa_state, "synced")

    def test_sync_now_triggers_the_queue(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        before = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.backend.action_sync_now()
        after = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(after), len(before) + 1)
        self.assertLessEqual(max((after - before).mapped("call_at")), fields.Datetime.now())

    def test_sync_now_twice_is_one_run(self):
        self.backend.action_sync_now()
        self.backend.action_sync_now()
        self.assertEqual(len(self.runs()), 1)

    def test_large_selection_is_queued(self):
        products = self.make_products(21)
        with self.enter_registry_test_mode():
            answer = products.action_medusa_sync()["params"]
        self.assertIn("21 products are queued", answer["message"])
        self.assertFalse(self.fake.requests)
        run = self.work_through_queue()
        self.assertEqual((run.trigger, run.scope, run.total), ("button", "products", 21))
        self.assert_run(run, created=21)

    def test_selection_of_20_is_pushed_directly(self):
        products = self.make_products(20)
        with self.enter_registry_test_mode():
            products.action_medusa_sync()
        self.assertEqual(set(products.mapped("medusa_state")), {"synced"})

    def test_queued_products_are_pushed_whether_or_not_they_changed(self):
        products = self.make_products(21)
        self.sync()
        self.fake.forget_requests()
        with self.enter_registry_test_mode():
            products.action_medusa_sync()
        self.assert_run(self.work_through_queue(), updated=21)

    def test_queue_goes_on_with_what_a_killed_process_left(self):
        self.make_products(2)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        for _call in range(4):
            self.call_once("_cron_sync")
        self.assertEqual(self.runs().state, "running")
        self.work_through_queue()
        self.assertEqual(len(self.runs()), 1)
        self.assert_run(self.runs(), created=2)

    def test_nothing_to_do_makes_no_run_and_no_request(self):
        self.sync()
        self.work_through_queue()
        self.assertEqual(len(self.runs()), 1)
        self.assertFalse(self.fake.requests)


@tagged("post_install", "-at_install")
class TestServerLog(CronCase):
    """What the server's own log file tells of a run."""

    def test_start_chunks_and_end(self):
        self.make_products(3)
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 2))
        with self.assertLogs(RUN_MODULE, logging.INFO) as logs:
            run = self.sync()
        start, first, second, end = [record.getMessage() for record in logs.records]
        self.assertEqual(start, f"Shop: run {run.id} starts (cron, 3 products)")
        self.assertEqual(
            first, f"Shop: run {run.id}, 2 of 3: 2 created, 0 updated, 0 unchanged, 0 failed"
        )
        self.assertEqual(
            second, f"Shop: run {run.id}, 3 of 3: 3 created, 0 updated, 0 unchanged, 0 failed"
        )
        self.assertRegex(
            end,
            rf"^Shop: run {run.id} ends after \d+\.\d s: 3 created, 0 updated, 0 unchanged, "
            rf"0 withdrawn, 0 failed, 0 skipped; \d+ requests, 2 of them writes$",
        )

    def test_failed_run(self):
        self.fake.misbehave("refused")
        with self.assertLogs(RUN_MODULE, logging.INFO) as logs:
            run = self.sync()
        [line] = [record.getMessage() for record in logs.records]
        self.assertIn(f"Shop: run {run.id} failed: connection", line)
