import time
from datetime import datetime, timezone

from odoo.tests import BaseCase, tagged

from ..medusa.answers import error_from_answer, parse_retry_after
from ..medusa.client import MedusaClient
from ..medusa.exceptions import (
    MedusaAuthenticationError,
    MedusaConflictError,
    MedusaConnectionError,
    MedusaError,
    MedusaForbiddenError,
    MedusaNotFoundError,
    MedusaRateLimitError,
    MedusaRedirectError,
    MedusaResponseError,
    MedusaServerError,
    MedusaTimeoutError,
    MedusaTLSError,
    MedusaTooLargeError,
    MedusaValidationError,
)
from ..medusa.packing import encode
from .support.common import FakeMedusaMixin

FAILURE_TYPES = {
    "connection",
    "timeout",
    "tls",
    "plain_http",
    "server",
    "rate_limit",
    "authentication",
    "forbidden",
    "validation",
    "conflict",
    "not_found",
    "too_large",
    "response",
    "redirect",
}
BATCH = "/admin/products/batch"


def _all_errors(base=MedusaError):
    return {base}.union(*(_all_errors(sub) for sub in base.__subclasses__()))


def _answer(status, body=b"", *, method="POST", headers=None):
    return error_from_answer(status, headers or {}, body, method=method, path=BATCH)


@tagged("post_install", "-at_install")
class TestClientErrors(FakeMedusaMixin, BaseCase):
    """Whatever goes wrong arrives as one exception that says what it means for the request."""

    # kind: class, status, retryable, whether a write may have been carried out
    EXPECTED = {
        "refused": (MedusaConnectionError, None, True, False),
        "dns": (MedusaConnectionError, None, True, False),
        "unreachable": (MedusaConnectionError, None, True, False),
        "reset": (MedusaConnectionError, None, True, True),
        "reset_after": (MedusaConnectionError, None, True, True),
        "connect_timeout": (MedusaTimeoutError, None, True, False),
        "timeout_before": (MedusaTimeoutError, None, True, True),
        "timeout_after": (MedusaTimeoutError, None, True, True),
        "hang_db": (MedusaTimeoutError, None, True, True),
        "tls": (MedusaTLSError, None, True, False),
        "unauthorized": (MedusaAuthenticationError, 401, False, False),
        "forbidden": (MedusaForbiddenError, 403, False, False),
        "firewall": (MedusaForbiddenError, 403, False, False),
        "rate_limit": (MedusaRateLimitError, 429, True, False),
        "server_error": (MedusaServerError, 500, True, False),
        "bad_gateway": (MedusaServerError, 502, True, True),
        "bad_gateway_after": (MedusaServerError, 502, True, True),
        "not_found": (MedusaNotFoundError, 404, False, False),
        "html": (MedusaResponseError, 200, True, True),
        "truncated": (MedusaResponseError, 200, True, True),
        "too_large": (MedusaTooLargeError, 413, False, False),
        "uri_too_long": (MedusaTooLargeError, 414, False, False),
        "redirect": (MedusaRedirectError, 301, True, False),
    }

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)

    def fail_with(self, kind, method, **details):
        self.fake.misbehave(kind, **details)
        body = {"create": []} if method == "POST" else None
        with self.assertRaises(MedusaError) as caught:
            self.client.request(method, BATCH if body else "/admin/products", json=body)
        self.fake.behave()
        return caught.exception

    def test_each_kind_for_a_write(self):
        for kind, (cls, status, retryable, unknown) in self.EXPECTED.items():
            with self.subTest(kind=kind):
                error = self.fail_with(kind, "POST")
                self.assertIs(type(error), cls)
                self.assertEqual(error.status_code, status)
                self.assertIs(error.retryable, retryable)
                self.assertIs(error.outcome_unknown, unknown)
                self.assertEqual((error.method, error.path), ("POST", BATCH))

    def test_each_kind_for_a_read(self):
        for kind, (cls, status, retryable, _unknown) in self.EXPECTED.items():
            with self.subTest(kind=kind):
                error = self.fail_with(kind, "GET")
                self.assertIs(type(error), cls)
                self.assertEqual(error.status_code, status)
                self.assertIs(error.retryable, retryable)
                self.assertFalse(error.outcome_unknown)

    def test_failure_types_are_a_closed_list(self):
        self.assertEqual({error.failure_type for error in _all_errors()}, FAILURE_TYPES)

    def test_every_error_explains_itself(self):
        for error in _all_errors():
            self.assertTrue(error.__doc__, error)

    def test_transport_errors_keep_their_cause(self):
        for kind in ("refused", "reset", "timeout_before", "tls"):
            with self.subTest(kind=kind):
                self.assertIsNotNone(self.fail_with(kind, "GET").__cause__)

    def test_messages_say_what_happened(self):
        for kind, words in (
            ("refused", "Connection refused"),
            ("dns", "Name or service not known"),
            ("reset", "Connection reset by peer"),
            ("tls", "self-signed certificate"),
            ("bad_gateway", "502 Bad Gateway nginx"),
            ("html", "Log in to continue"),
            ("redirect", "https://elsewhere.example/admin/products"),
        ):
            with self.subTest(kind=kind):
                self.assertIn(words, str(self.fail_with(kind, "GET")))

    def test_rate_limit_says_how_long_to_wait(self):
        error = self.fail_with("rate_limit", "GET", retry_after=7)
        self.assertEqual(error.retry_after, 7)

    def test_retry_after(self):
        now = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
        for value, seconds in (
            ("120", 120),
            ("Thu, 01 Jan 2026 12:01:30 GMT", 90),
            ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
            ("soon", None),
            ("-5", None),
            ("", None),
            (None, None),
        ):
            with self.subTest(value=value):
                self.assertEqual(parse_retry_after(value, now), seconds)

    def test_retry_after_of_a_busy_server(self):
        error = _answer(503, headers={"retry-after": "60"})
        self.assertEqual((type(error), error.retry_after), (MedusaServerError, 60))

    def test_the_client_never_waits(self):
        self.patch(time, "sleep", lambda seconds: self.fail("the client slept"))
        for kind in self.EXPECTED:
            self.fail_with(kind, "GET")

    def test_status_decides_before_json(self):
        # An error page with a JSON body, and one without, are both errors first of all.
        for body in (b'{"products": []}', b"<html>no</html>", b"", b"[1]", b'{"message": 5}'):
            with self.subTest(body=body):
                self.assertIs(type(_answer(500, body)), MedusaServerError)

    def test_other_statuses(self):
        for status, cls in (
            (400, MedusaValidationError),
            (402, MedusaValidationError),
            (405, MedusaValidationError),
            (408, MedusaTimeoutError),
            (409, MedusaConflictError),
            (422, MedusaValidationError),
            (431, MedusaTooLargeError),
            (504, MedusaServerError),
        ):
            with self.subTest(status=status):
                self.assertIs(type(_answer(status)), cls)

    def test_conflicting_requests_may_be_repeated(self):
        body = b'{"message": "The request conflicted with another request."}'
        self.assertTrue(_answer(409, body).retryable)

    def test_data_refused_with_a_500(self):
        body = b'{"type": "invalid_argument", "message": "Parent category does not exist"}'
        error = _answer(500, body)
        self.assertIs(type(error), MedusaValidationError)
        self.assertEqual(error.medusa_type, "invalid_argument")

    def test_what_is_taken(self):
        for message, taken in (
            ("Product with handle: a-b, already exists.", ("Product", "handle", "a-b")),
            (
                "Product variant with sku: A, B: C, already exists.",
                ("Product variant", "sku", "A, B: C"),
            ),
            ("Product variant with sku: , already exists.", ("Product variant", "sku", "")),
            ("Inventory item with sku: X, already exists.", ("Inventory item", "sku", "X")),
            (
                "Product option value with option_id: opt_1, value: S, already exists.",
                ("Product option value", "value", "S"),
            ),
            ("Variant (S) with provided options already exists.", (None, None, None)),
        ):
            with self.subTest(message=message):
                error = _answer(400, encode({"message": message}))
                self.assertIs(type(error), MedusaConflictError)
                self.assertEqual((error.entity, error.field, error.value), taken)

    def test_long_messages_are_cut(self):
        error = _answer(400, b'{"message": "' + b"x" * 5000 + b'"}')
        self.assertLessEqual(len(error.message), 1000)
        error = _answer(502, b"<p>" + b"y" * 50_000)
        self.assertLessEqual(len(error.message), 300)
