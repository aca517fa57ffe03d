import hashlib
import hmac
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ..models.webhook import message as message_module
from ..models.webhook import sending as sending_module
from ..models.webhook import store
from ..webhook.address import clean_pattern, fill_pattern
from ..webhook.signature import sign
from .support.lifecycle import FakeLifecycleCase
from .support.receiver import Receiver

SECRET = "whsec_of_the_test"
TARGET = "test"


class WebhookCase(FakeLifecycleCase):
    """A store that tells a receiver on this machine."""

    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.stop)
        self.targets = {TARGET: store.Receiver(f"{self.receiver.url}/hook", SECRET)}
        mixin = type(self.env["medusa.webhook.mixin"])
        labels, targets = mixin._get_webhook_labels, mixin._get_webhook_targets
        for name, former, added in (
            ("_get_webhook_labels", labels, lambda: {TARGET: "Test", "other": "Other"}),
            ("_get_webhook_targets", targets, lambda: self.targets),
        ):
            self.startPatcher(
                patch.object(
                    mixin,
                    name,
                    lambda backend, former=former, added=added: former(backend) | added(),
                )
            )

    def put(self, body=None):
        return self.backend._put_webhook(TARGET, body or {"say": "hello"})

    def send(self):
        """Let the job run that sends, as if the next tries were due."""
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_webhook").method_direct_trigger()

    def make_due(self):
        waiting = self.env["medusa.webhook.message"].search([("state", "=", "waiting")])
        waiting.next_try = fields.Datetime.now()


@tagged("post_install", "-at_install")
class TestWebhook(WebhookCase):
    """Messages are signed, sent by a job of their own, and tried again."""

    def test_signed_and_taken(self):
        message = self.put({"é": [1, 2]})
        self.assertFalse(self.receiver.requests, "Nothing is sent where it is said.")
        self.send()
        [request] = self.receiver.requests
        self.assertEqual(
            (message.state, request.method, request.body), ("sent", "POST", {"é": [1, 2]})
        )
        headers = request.headers
        text = headers["X-Odoo-Medusa-Timestamp"].encode() + b"." + request.data
        digest = hmac.new(SECRET.encode(), text, hashlib.sha256).hexdigest()
        self.assertEqual(headers["X-Odoo-Medusa-Signature"], f"sha256={digest}")
        self.assertEqual(headers["X-Odoo-Medusa-Id"], message.key)
        self.assertEqual(headers["Content-Type"], "application/json")
        self.send()
        self.assertEqual(len(self.receiver.requests), 1)

    def test_placeholders_are_asked_for(self):
        self.targets[TARGET] = store.Receiver(f"{self.receiver.url}/do?tags={{tags}}", SECRET)
        self.put({"tags": ["products", "a&b"]})
        self.send()
        [request] = self.receiver.requests
        self.assertEqual((request.method, request.path, request.data), ("GET", "/do", b""))
        self.assertEqual(request.asked, {"tags": ["products,a&b"]})
        timestamp = int(request.headers["X-Odoo-Medusa-Timestamp"])
        self.assertEqual(
            request.headers["X-Odoo-Medusa-Signature"],
            sign(SECRET, timestamp, request.query.encode()),
        )

    def test_tried_again_later_and_later(self):
        self.receiver.answer(503, {"Retry-After": "3600"})
        message = self.put()
        self.send()
        self.assertEqual((message.state, message.tries, message.failure, message.http_status),
                         ("waiting", 1, "status", 503))  # fmt: skip
        self.assertGreater(message.next_try, fields.Datetime.now() + timedelta(minutes=50))
        self.send()
        self.assertEqual(len(self.receiver.requests), 1, "It is not due yet.")
        self.receiver.answer(200)
        self.make_due()
        self.send()
        self.assertEqual((message.state, message.failure), ("sent", False))
        keys = {request.headers["X-Odoo-Medusa-Id"] for request in self.receiver.requests}
        self.assertEqual(keys, {message.key})

    def test_many_for_one_hold_up_nobody_else(self):
        """One receiver is down, and more wait for it than are looked up at once."""
        self.receiver.answer(503)
        other = Receiver()
        self.addCleanup(other.stop)
        self.targets["other"] = store.Receiver(other.url, SECRET)
        self.startPatcher(patch.object(sending_module, "BATCH", 3))
        for _index in range(8):
            self.put()
        message = self.backend._put_webhook("other", {"say": "hello"})
        self.send()
        self.assertEqual(len(self.receiver.requests), 1)
        self.assertEqual(message.state, "sent")

    def test_given_up_and_tried_by_hand(self):
        self.receiver.answer(404)
        message = self.put()
        for _try in range(message_module.MOST_TRIES):
            self.make_due()
            self.send()
        self.assertEqual((message.state, len(self.receiver.requests)), ("failed", 10))
        self.assertEqual(self.backend.webhook_failed_count, 1)
        self.assertIn("404", message.message)
        self.receiver.answer(200)
        message.action_try_again()
        self.send()
        self.assertEqual(message.state, "sent")
        self.assertFalse(self.backend.webhook_failed_count)

    def test_redirects_are_not_followed(self):
        self.receiver.answer(302, {"Location": f"{self.receiver.url}/other"})
        message = self.put()
        self.send()
        self.assertEqual((message.failure, len(self.receiver.requests)), ("redirect", 1))

    def test_one_that_is_down_is_asked_once(self):
        self.receiver.stop()
        self.receiver.stop = lambda: None
        messages = self.put() | self.put() | self.put()
        self.send()
        self.assertEqual(sorted(messages.mapped("tries")), [0, 0, 1])
        self.assertEqual(set(messages.mapped("failure")), {"connection", False})

    def test_one_refused_message_holds_up_none(self):
        self.receiver.answer(400)
        self.put()
        self.send()
        self.receiver.answer(200)
        other = self.put()
        self.send()
        self.assertEqual(other.state, "sent")

    @mute_logger("odoo.addons.medusa_connector.models.webhook.sending")
    def test_what_goes_wrong_here_is_kept(self):
        message = self.put()
        with patch.object(sending_module, "send", side_effect=ZeroDivisionError):
            self.send()
        self.assertEqual(
            (message.state, message.tries, message.failure), ("waiting", 1, "internal")
        )

    def test_queue_is_bounded(self):
        self.startPatcher(patch.object(message_module, "MOST_WAITING", 2))
        first, *_others = (self.put() for _number in range(3))
        self.assertEqual((first.state, first.failure), ("failed", "too_many"))

    def test_old_ones_are_deleted(self):
        old, waiting = self.put(), self.put()
        old.state = "sent"
        self.env.cr.execute(
            "UPDATE medusa_webhook_message SET create_date = %s",
            [fields.Datetime.now() - timedelta(30)],
        )
        self.env.invalidate_all()
        old._gc_messages()
        self.assertEqual((old | waiting).exists(), waiting)

    def test_copies_tell_nothing(self):
        self.put()
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.uuid", "the copy's own")
        self.assertFalse(self.put())
        self.send()
        self.assertFalse(self.receiver.requests)

    def test_no_receiver_no_message(self):
        self.targets.clear()
        self.assertFalse(self.put())

    def test_receiver_that_was_taken_away(self):
        message = self.put()
        self.targets.clear()
        self.send()
        self.assertEqual((message.state, message.failure), ("waiting", "no_address"))


@tagged("post_install", "-at_install")
class TestAddress(BaseCase):
    """Which addresses are taken, and what stands in them."""

    def test_taken(self):
        for pattern in (
            "https://shop.example/api/revalidate?tags={tags}",
            "http://127.0.0.1:8000/x",
        ):
            self.assertEqual(clean_pattern(f" {pattern} ", ["tags"]), pattern)

    def test_refused(self):
        for pattern in (
            "",
            "ftp://shop.example",
            "javascript:alert(1)",
            "https://user:word@shop.example/x",
            "https://{tags}.example/x",
            "https://shop.example/{other}",
            "https://shop.example/{tags",
            "https://shop.example/#x",
            "https://shop.example/a b",
        ):
            with self.subTest(pattern=pattern), self.assertRaises(ValueError):
                clean_pattern(pattern, ["tags"])

    def test_filled(self):
        url = fill_pattern("https://a.example/?t={tags}&x={missing}", {"tags": ["a b", "c&d", "é"]})
        self.assertEqual(url, "https://a.example/?t=a%20b,c%26d,%C3%A9&x=")
