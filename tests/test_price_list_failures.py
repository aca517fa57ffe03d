from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.prices import LISTS, PriceMixin


@tagged("post_install", "-at_install")
class TestPriceListFailures(PriceMixin, FakeLifecycleCase):
    """What goes wrong with one price list stays with it, and nothing is ever there twice."""

    def setUp(self):
        super().setUp()
        self.product = self.make_product(list_price=100)
        self.vip = self.make_pricelist(self.discount(20), name="VIP")
        self.assert_run(self.sync(), created=1)
        self.price_list = self.add_price_list(self.vip)

    def break_down(self, kind, when, state="errors", **counters):
        """Let a request go wrong once, and run."""
        misbehaviour = self.fake.misbehave(kind, when, times=1)
        run = self.sync()
        self.assertEqual(misbehaviour.times, 0, "it met no request")
        self.fake.behave()
        self.assertEqual(run.state, state)
        return run

    def assert_mended(self):
        """Check that the next try leaves one list with one price, and no failure."""
        later = (self.price_list.next_try or fields.Datetime.now()) + timedelta(minutes=1)
        with freeze_time(later):
            self.assertEqual(self.sync().state, "done")
        self.assertEqual(self.shown_prices(self.vip), [(self.currency, None, None, 80)])
        self.assertEqual((self.price_list.state, self.price_list.tries), ("synced", 0))
        self.assertFalse(self.price_list.needs_reading)
        with freeze_time(later):
            self.assert_nothing_left()

    def test_lost_answer_to_the_creation_of_the_list(self):
        for kind in ("timeout_after", "reset_after", "bad_gateway_after", "truncated"):
            with self.subTest(kind=kind):
                self.break_down(kind, f"POST {LISTS}")
                self.assertEqual(self.price_list.state, "error")
                self.assert_mended()
                self.price_list.action_remove()
                self.sync()
                self.price_list = self.add_price_list(self.vip)

    def test_lost_answer_to_the_creation_of_prices(self):
        for kind in ("timeout_after", "timeout_before", "reset_after", "server_error"):
            with self.subTest(kind=kind):
                self.break_down(kind, f"POST {LISTS}/*/prices/batch")
                self.assertTrue(self.price_list.needs_reading)
                self.assert_mended()
                self.price_list.action_remove()
                self.sync()
                self.price_list = self.add_price_list(self.vip)

    def test_lost_answer_to_a_change(self):
        self.sync()
        self.vip.item_ids.percent_price = 20.5
        self.break_down("timeout_after", f"POST {LISTS}/*/prices/batch")
        self.vip.item_ids.percent_price = 20
        self.assert_mended()

    def test_lost_answer_to_the_removal(self):
        self.sync()
        self.price_list.action_remove()
        self.break_down("timeout_after", f"DELETE {LISTS}/*")
        with freeze_time(self.price_list.next_try + timedelta(minutes=1)):
            self.assertEqual(self.sync().state, "done")
        self.assertFalse(self.price_list.exists())
        self.assertEqual(self.price_lists(self.vip), [])

    def test_removal_after_a_creation_without_answer(self):
        self.break_down("timeout_after", f"POST {LISTS}")
        self.price_list.action_remove()
        with freeze_time(self.price_list.next_try + timedelta(minutes=1)):
            self.sync()
        self.assertEqual(self.price_lists(self.vip), [])
        self.assertFalse(self.price_list.exists())

    def test_price_that_is_there_twice(self):
        self.sync()
        [row] = self.list_prices(self.price_list.medusa_id)
        item = {"variant_id": row["price_set"]["variant"]["id"], "amount": 80}
        item["currency_code"] = self.currency
        path = f"{LISTS}/{self.price_list.medusa_id}/prices/batch"
        self.store_call("POST", path, {"create": [item]})
        region = {**item, "amount": 3, "rules": {"region_id": "reg_1"}}
        self.store_call("POST", path, {"create": [region]})
        self.price_list.action_push()
        self.assertEqual(self.work_through_queue().scope, "prices")
        amounts = sorted(price["amount"] for price in self.list_prices(self.price_list.medusa_id))
        # A marketer's price for a region stays.
        self.assertEqual(amounts, [3, 80])

    def test_two_lists_with_our_mark_are_a_conflict(self):
        body = {"title": "x", "description": "x", "metadata": self.price_list._prepare_mark()}
        ids = [self.store_call("POST", LISTS, body)["price_list"]["id"] for _time in range(2)]
        self.assertEqual(self.sync().state, "errors")
        self.assertEqual(
            (self.price_list.state, self.price_list.failure_type), ("error", "conflict")
        )
        self.assertIn("Delete the wrong ones in Medusa", self.price_list.failure_mend)
        self.store_call("DELETE", f"{LISTS}/{ids[0]}")
        self.assert_mended()
        self.assertEqual(self.price_list.medusa_id, ids[1])

    def test_one_that_fails_does_not_stop_the_others(self):
        other = self.make_pricelist(self.discount(50), name="Other")
        self.add_price_list(other)
        run = self.break_down("answer", f"POST {LISTS}")
        self.assertEqual(self.shown_prices(other), [(self.currency, None, None, 50)])
        self.assertEqual(run.failed_count, 1)
        [log] = run.log_ids.filtered(lambda log: log.result == "failure")
        self.assertIn("VIP", log.message)

    def test_refused_data_is_tried_again_by_the_next_run(self):
        self.fake.misbehave(
            "answer", f"POST {LISTS}", times=1, status=400, body={"message": "no such title"}
        )
        self.assertEqual(self.sync().state, "errors")
        self.assertEqual(self.price_list.failure_type, "validation")
        self.assertFalse(self.price_list.next_try)
        self.assertIn("no such title", self.price_list.failure_detail)
        self.assert_mended()

    def test_waiting_time_grows_and_the_queue_retries(self):
        waits = []
        for _time in range(2):
            self.fake.misbehave("server_error", f"POST {LISTS}", times=1)
            now = max(fields.Datetime.now(), self.price_list.next_try or fields.Datetime.now())
            with freeze_time(now + timedelta(seconds=1)):
                self.sync()
                waits.append(self.price_list.next_try - fields.Datetime.now())
        self.assertGreater(waits[1], waits[0])
        # Before its time the schedule leaves it alone.
        self.assert_nothing_left()
        with freeze_time(self.price_list.next_try + timedelta(seconds=1)):
            run = self.work_through_queue()
        self.assertEqual((run.scope, run.trigger, run.state), ("prices", "retry", "done"))
        self.assertEqual(self.price_list.state, "synced")

    def test_store_that_fails_stops_the_run(self):
        self.break_down("unauthorized", f"POST {LISTS}", state="failed")
        self.assertEqual(self.backend.connection_state, "failed")
        self.assertFalse(self.price_list.failure_type)

    def test_variant_that_the_store_lost(self):
        second = self.make_product("Second", list_price=50)
        self.assertEqual(self.sync().created_count, 1)
        [row] = self.read_all(second.id)
        path = f"/admin/products/{row['id']}/variants/{row['variants'][0]['id']}"
        self.store_call("DELETE", path)
        self.vip.item_ids.percent_price = 30
        self.price_list.action_push()
        run = self.work_through_queue()
        self.assertEqual(run.state, "done")
        self.sync()
        self.sync()
        amounts = [row[3] for row in self.shown_prices(self.vip)]
        self.assertEqual(sorted(amounts), [35, 70])

    def test_negative_prices_are_left_out_and_told(self):
        self.vip.item_ids.percent_price = 120
        run = self.sync()
        self.assertEqual(self.shown_prices(self.vip), [])
        [log] = run.log_ids
        self.assertEqual(log.result, "warning")
        self.assertIn("Left out: 1", log.message)
