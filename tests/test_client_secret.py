import copy
import logging
import pickle
import traceback

from odoo.tests import BaseCase, tagged

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError, MedusaRedirectError
from ..medusa.secret import SecretKey
from ..medusa.stores import StoreApi
from .support.common import FakeMedusaMixin

TRANSPORT_KINDS = ("refused", "reset", "timeout_after", "tls", "connect_timeout")
ANSWER_KINDS = ("unauthorized", "server_error", "bad_gateway", "html", "truncated", "redirect")


@tagged("post_install", "-at_install")
class TestClientSecret(FakeMedusaMixin, BaseCase):
    """The key goes to the configured store in a header, and nowhere else."""

    send_arguments: dict = {}

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        cls.send_arguments = dict(kw)
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.fake.url, self.fake.api_key)
        self.sent = SecretKey(self.fake.api_key).authorization().removeprefix("Basic ")

    def assert_hidden(self, text):
        self.assertNotIn(self.fake.api_key, text)
        self.assertNotIn(self.sent, text)

    def failures(self):
        """Provoke each kind of failure and yield the exception."""
        for kind in TRANSPORT_KINDS + ANSWER_KINDS:
            self.fake.misbehave(kind)
            with self.subTest(kind=kind):
                try:
                    self.client.request("POST", "/admin/products/batch", json={"create": []})
                except MedusaError as err:
                    yield err
                else:
                    self.fail("nothing was raised")
            self.fake.behave()

    def test_sent_as_the_user_of_basic_authentication(self):
        StoreApi(self.client).list_sales_channels()
        header = self.fake.requests[0].headers["Authorization"]
        self.assertEqual(header, f"Basic {self.sent}")

    def test_key_is_stripped(self):
        client = MedusaClient(self.fake.url, f" {self.fake.api_key}\n")
        client.request("GET", "/admin/stores")

    def test_empty_key(self):
        for key in ("", "  ", None):
            with self.assertRaises(ValueError):
                MedusaClient(self.fake.url, key)

    def test_not_in_a_repr(self):
        for thing in (self.client, self.client._key, vars(self.client), self.client._session.auth):
            self.assert_hidden(f"{thing!r} {thing!s}")
        self.assert_hidden(repr(vars(self.client._session)))

    def test_not_copied(self):
        for copied in (pickle.dumps, copy.copy, copy.deepcopy):
            with self.assertRaises(TypeError):
                copied(self.client._key)

    def test_not_in_an_exception(self):
        for err in self.failures():
            while err:
                self.assert_hidden(f"{err!r} {err!s} {err.args!r} {vars(err)!r}")
                err = err.__cause__ or err.__context__

    def test_not_in_a_traceback_with_local_variables(self):
        for err in self.failures():
            shown = traceback.TracebackException.from_exception(err, capture_locals=True)
            # This test's own variables hold the key; those of the client must not.
            while shown:
                for frame in shown.stack:
                    if "/tests/" not in frame.filename:
                        self.assert_hidden(repr(frame.locals))
                shown = shown.__cause__

    def test_requests_of_exceptions_are_gone(self):
        for err in self.failures():
            self.assertIsNone(getattr(err.__cause__, "request", None))
            self.assertIsNone(getattr(err.__cause__, "response", None))

    def test_not_in_the_log(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            list(self.failures())
            self.client.request("GET", "/admin/stores", params={"fields": "id"})
        self.assertTrue(logs.output)
        self.assert_hidden("\n".join(logs.output))

    def test_not_in_what_a_server_echoes(self):
        echoed = f"bad header Basic {self.sent} of {self.fake.api_key}"
        for status in (200, 400, 500):
            self.fake.misbehave("answer", status=status, body={"message": echoed})
            with self.subTest(status=status):
                try:
                    StoreApi(self.client).probe()
                except MedusaError as err:
                    self.assert_hidden(f"{err} {err.message} {err.args}")
                else:
                    self.fail("nothing was raised")

    def test_not_in_a_value_that_is_taken(self):
        message = f"Product variant with sku: {self.fake.api_key}, already exists."
        self.fake.misbehave("answer", status=400, body={"message": message})
        with self.assertRaises(MedusaConflictError) as caught:
            self.client.request("POST", "/admin/products/batch", json={"create": []})
        self.assertEqual((caught.exception.field, caught.exception.value), ("sku", "***"))

    def test_redirect_is_not_followed(self):
        for location in (
            "https://elsewhere.example/admin/stores",
            "//elsewhere.example/admin/stores",
            f"https://elsewhere.example/{self.fake.api_key}/{self.sent}",
            f"https://user:{self.fake.api_key}@elsewhere.example/?key={self.sent}",
        ):
            with self.subTest(location=location):
                self.fake.forget_requests()
                self.fake.misbehave("redirect", location=location)
                with self.assertRaises(MedusaRedirectError) as caught:
                    self.client.request("GET", "/admin/stores")
                self.assertIn("elsewhere.example", caught.exception.location)
                self.assert_hidden(f"{caught.exception} {caught.exception.location}")
                self.assertEqual(len(self.fake.requests), 1)
                self.assertEqual(self.foreign_requests, [])

    def test_redirects_are_switched_off(self):
        self.client.request("GET", "/admin/stores")
        self.assertIs(self.send_arguments["allow_redirects"], False)

    def test_redirect_to_nowhere(self):
        for location in ("", "http://[broken", "/app"):
            with self.subTest(location=location):
                self.fake.misbehave("redirect", location=location)
                with self.assertRaises(MedusaRedirectError):
                    self.client.request("GET", "/admin/stores")

    def test_path_can_not_change_the_host(self):
        self.client.request("GET", "admin/stores")
        for path in ("//elsewhere.example/admin/stores", "@elsewhere.example/"):
            with self.subTest(path=path), self.assertRaises(MedusaError):
                self.client.request("GET", path)
        self.assertEqual(self.foreign_requests, [])
