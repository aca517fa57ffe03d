from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from unittest.mock import patch

from odoo.tests import tagged

from .support.failures import BATCH, LIST, FailureCase

# {what goes wrong while the store is read: the failure's type}
WHILE_READING = {
    "refused": "connection",
    "dns": "connection",
    "reset": "connection",
    "connect_timeout": "timeout",
    "timeout_before": "timeout",
    "hang_db": "timeout",
    "tls": "tls",
    "rate_limit": "rate_limit",
    "server_error": "server",
    "bad_gateway": "server",
    "html": "response",
    "truncated": "response",
    "redirect": "redirect",
}
# The same while it is written to, where it says that the store can't have acted.
WHILE_WRITING = ("refused", "dns", "connect_timeout", "tls", "rate_limit", "redirect")


@tagged("post_install", "-at_install")
class TestStoreFailures(FailureCase):
    """The whole store fails: it is said once, and no product is to blame."""

    def test_each_failure_while_the_store_is_read(self):
        self.make_products(3)
        for kind, failure_type in WHILE_READING.items():
            with self.subTest(kind=kind):
                self.backend._reset_connection()
                self.sync_quietly()
                self.fake.misbehave(kind, LIST)
                run = self.sync()
                self.assert_store_failed(run, failure_type)
                self.assertFalse(self.fake.writes)
                self.assertFalse(self.foreign_requests)
                self.fake.behave()

    def sync_quietly(self):
        """Let the connection be tested, but no product be selected."""
        domain = self.backend.product_domain
        self.backend.product_domain = "[('id', '=', 0)]"
        self.sync()
        self.backend.product_domain = domain

    def test_each_failure_while_the_store_is_written_to(self):
        self.make_products(3)
        for kind in WHILE_WRITING:
            with self.subTest(kind=kind):
                self.backend._reset_connection()
                self.sync_quietly()
                self.fake.misbehave(kind, BATCH)
                run = self.sync()
                self.assert_store_failed(run, WHILE_READING[kind])
                self.assertEqual(len(self.fake.writes), 1, "The first one told enough.")
                self.fake.behave()

    def test_each_failure_while_its_categories_are_read(self):
        self.backend.category_source = "product"
        self.make_product()
        for kind in ("refused", "timeout_before", "rate_limit", "server_error", "html"):
            with self.subTest(kind=kind):
                self.backend._reset_connection()
                self.fake.misbehave(kind, "GET /admin/product-categories")
                self.assert_store_failed(self.sync(), WHILE_READING.get(kind, "timeout"))
                self.fake.behave()

    def test_index_that_is_not_there_for_a_moment(self):
        """A proxy says 404 while the server behind it restarts."""
        self.make_product()
        self.fake.misbehave("not_found", LIST)
        self.assert_store_failed(self.sync(), "not_found")
        self.fake.behave()
        self.let_time_pass()
        self.assert_run(self.work_through_queue(), created=1)

    def test_failure_while_the_connection_is_tested(self):
        self.backend._reset_connection()
        self.make_product()
        self.fake.misbehave("refused")
        self.assert_store_failed(self.sync(), "connection")
        self.assertEqual(len(self.fake.requests), 1)

    def test_products_follow_when_the_store_is_back(self):
        products = self.make_products(3)
        self.fake.misbehave("refused")
        self.sync()
        self.fake.behave()
        self.let_time_pass()
        run = self.work_through_queue()
        self.assertEqual((run.trigger, run.state, run.created_count), ("retry", "done", 3))
        self.assertEqual(self.backend.connection_state, "ok")
        self.assertFalse(self.backend.paused_until or self.backend.failures)
        self.assertEqual(set(products.mapped("medusa_state")), {"synced"})

    def test_pauses_grow_to_a_day(self):
        self.make_product()
        self.fake.misbehave("refused")
        self.sync()
        found = []
        for _failure in range(11):
            found.append(self.minutes_until(self.backend.paused_until))
            self.let_time_pass()
            self.work_through_queue()
        self.assertEqual(found[:9], [5, 10, 20, 40, 80, 160, 320, 640, 1280])
        self.assertEqual(found[9:], [1440, 1440])

    def test_pauses_grow_although_the_store_answers_questions(self):
        self.make_product()
        self.fake.misbehave("rate_limit", BATCH)
        self.sync()
        self.assertEqual(self.minutes_until(self.backend.paused_until), 5)
        self.let_time_pass()
        self.work_through_queue()
        self.assertEqual(self.minutes_until(self.backend.paused_until), 10)

    def test_retry_after_in_seconds(self):
        self.make_product()
        self.fake.misbehave("rate_limit", BATCH, retry_after=7200)
        self.sync()
        self.assertEqual(self.minutes_until(self.backend.paused_until), 120)

    def test_retry_after_as_a_date(self):
        self.make_product()
        date = datetime.now(timezone.utc) + timedelta(hours=3)
        self.fake.misbehave("rate_limit", BATCH, retry_after=format_datetime(date, usegmt=True))
        self.sync()
        self.assertEqual(self.minutes_until(self.backend.paused_until), 180)

    def test_short_retry_after_does_not_shorten_the_pause(self):
        self.make_product()
        self.fake.misbehave("rate_limit", BATCH, retry_after=1)
        self.sync()
        self.assertEqual(self.minutes_until(self.backend.paused_until), 5)

    def test_pause_calls_the_queue_when_it_is_over(self):
        cron = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        self.make_product()
        self.fake.misbehave("refused")
        self.sync()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(self.backend.paused_until, triggers.mapped("call_at"))

    def test_schedule_and_retries_leave_a_paused_store_alone(self):
        self.make_product()
        self.fake.misbehave("refused")
        self.sync()
        self.fake.behave()
        self.assertEqual(self.sync().state, "failed")
        self.work_through_queue()
        self.assertFalse(self.fake.requests)

    def test_sync_now_asks_a_paused_store(self):
        self.make_product()
        self.fake.misbehave("refused")
        self.sync()
        self.fake.behave()
        self.backend.action_sync_now()
        run = self.work_through_queue()
        self.assertEqual((run.trigger, run.state, run.created_count), ("manual", "done", 1))
        self.assertFalse(self.backend.paused_until)

    def test_store_that_errs_at_every_product_is_paused(self):
        self.make_products(8)
        chunk = "odoo.addons.medusa_connector.models.product.phase_products.PUSH_CHUNK"
        self.startPatcher(patch(chunk, 1))
        self.fake.misbehave("timeout_after", BATCH)
        run = self.sync()
        self.assertEqual((run.state, run.failure_type), ("failed", "timeout"))
        self.assertLessEqual(
            len(self.fake.writes), 5, "Two chunks told enough; some were under way."
        )
        self.assertEqual(self.backend.connection_state, "paused")

    def test_one_bad_chunk_is_no_reason_to_pause(self):
        self.make_products(3)
        self.fake.misbehave("timeout_before", BATCH, times=1)
        run = self.sync()
        self.assertEqual((run.state, run.failed_count), ("errors", 3))
        self.assertEqual(self.backend.connection_state, "ok")


@tagged("post_install", "-at_install")
class TestRefusedKey(FailureCase):
    """A refused key is said once, and waits for another one."""

    def test_is_said_once_and_not_per_product(self):
        self.make_products(5)
        for kind, failure_type in (
            ("unauthorized", "authentication"),
            ("forbidden", "no_role"),
            ("firewall", "forbidden"),
        ):
            with self.subTest(kind=kind):
                self.backend._reset_connection()
                self.fake.misbehave(kind)
                run = self.sync()
                self.assert_store_failed(run, failure_type, state="failed")
                self.assertFalse(self.fake.writes)
                self.fake.behave()

    def test_while_products_are_written(self):
        self.make_products(5)
        self.fake.misbehave("unauthorized", BATCH)
        self.assert_store_failed(self.sync(), "authentication", state="failed")
        self.assertEqual(len(self.fake.writes), 1)

    def test_roles_are_switched_on_while_products_are_written(self):
        self.make_products(5)
        self.fake.misbehave("forbidden", BATCH)
        self.assert_store_failed(self.sync(), "no_role", state="failed")
        self.assertEqual(len(self.fake.writes), 1)

    def test_a_key_that_was_refused_for_a_moment_heals(self):
        """A store that restarts refuses keys while its database isn't there yet."""
        self.make_product()
        self.fake.misbehave("unauthorized")
        self.sync()
        self.fake.behave()
        self.work_through_queue()
        self.assertFalse(self.fake.requests, "not before its time")
        self.let_time_pass()
        run = self.work_through_queue()
        self.assertEqual((run.trigger, run.state, run.created_count), ("retry", "done", 1))

    def test_a_refused_key_is_tried_ever_later(self):
        self.make_product()
        self.fake.misbehave("unauthorized")
        self.sync()
        first = self.backend.paused_until
        self.let_time_pass()
        self.work_through_queue()
        self.assertGreater(self.backend.paused_until, first)
        self.assertEqual(self.backend.failures, 2)

    def test_new_key_heals_it(self):
        self.make_product()
        self.fake.api_key = "sk_new"
        self.backend._reset_connection()
        self.assert_store_failed(self.sync(), "authentication", state="failed")
        self.backend.api_key = "sk_new"
        self.assertEqual(self.backend.connection_state, "unchecked")
        self.assert_run(self.sync(), created=1)


@tagged("post_install", "-at_install")
class TestRedirect(FailureCase):
    """The key is sent to the configured host alone."""

    def test_key_does_not_travel(self):
        self.make_product()
        for where in (LIST, BATCH, "GET /admin/stores"):
            with self.subTest(where=where):
                self.backend._reset_connection()
                self.fake.misbehave("redirect", where)
                run = self.sync()
                self.assertEqual((run.state, run.failure_type), ("failed", "redirect"))
                self.assertIn("elsewhere.example", run.failure_detail)
                self.assertFalse(self.foreign_requests)
                self.fake.behave()

    def test_redirect_to_https_of_the_same_host_is_not_followed_either(self):
        self.make_product()
        target = self.fake.url.replace("http:", "https:")
        self.fake.misbehave("redirect", LIST, location=f"{target}/admin/products")
        run = self.sync()
        self.assertEqual(run.failure_type, "redirect")
        self.assertIn(target, run.failure_detail)
        self.assertEqual(len(self.fake.requests), 1)
