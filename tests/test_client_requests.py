from odoo.tests import BaseCase, tagged

from ..medusa.client import DEFAULT_TIMEOUT, IDLE_LIMIT, MedusaClient
from ..medusa.exceptions import MedusaConnectionError, MedusaTimeoutError
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from ..medusa.stores import StoreApi
from .support.common import FakeMedusaMixin

BATCH = "/admin/products/batch"
ITEM = {"title": "Shirt", "options": [{"title": "Size", "values": ["S"]}]}


@tagged("post_install", "-at_install")
class TestClientRequests(FakeMedusaMixin, BaseCase):
    """What is sent, how long it may take, and which request is sent twice."""

    def setUp(self):
        super().setUp()
        self.now = 1000.0
        self.client = MedusaClient(f"{self.fake.url}/app/", self.fake.api_key)
        self.client._clock = lambda: self.now

    def ask(self, **kw):
        return self.client.request("GET", "/admin/stores", **kw)

    def test_every_call_has_a_timeout(self):
        StoreApi(self.client).probe()
        ProductApi(self.client).batch("create", [encode(ITEM)])
        self.ask(timeout=(1.0, 2.0))
        timeouts = [recorded.timeout for recorded in self.fake.requests]
        self.assertEqual(timeouts[-1], (1.0, 2.0))
        self.assertEqual(set(timeouts[:-1]), {DEFAULT_TIMEOUT})

    def test_timeout_of_the_client(self):
        client = MedusaClient(self.fake.url, self.fake.api_key, timeout=(3.0, 4.0))
        client.request("GET", "/admin/stores")
        self.assertEqual(self.fake.requests[0].timeout, (3.0, 4.0))

    def test_headers(self):
        self.ask()
        self.client.request("POST", BATCH, json={"create": []})
        read, write = self.fake.requests
        for recorded in (read, write):
            self.assertIn("medusa_connector", recorded.headers["User-Agent"])
            self.assertEqual(recorded.headers["Accept"], "application/json")
        self.assertNotIn("Content-Type", read.headers)
        self.assertEqual(write.headers["Content-Type"], "application/json")

    def test_body_is_compact_utf8(self):
        self.client.request("POST", BATCH, json={"create": [], "update": []})
        self.assertEqual(self.fake.requests[0].size, len(b'{"create":[],"update":[]}'))
        item = {**ITEM, "title": "Žalia kėdė"}
        ProductApi(self.client).batch("create", [encode(item)])
        self.assertEqual(self.fake.requests[1].body, {"create": [item]})

    def test_query(self):
        self.ask(params=[("fields", "id,name"), ("id[]", "a&b=ž"), ("id[]", "c"), ("no", None)])
        expected = [("fields", "id,name"), ("id[]", "a&b=ž"), ("id[]", "c")]
        self.assertEqual(self.fake.requests[0].query, expected)

    def test_counters(self):
        self.ask()
        self.assertEqual((self.client.requests, self.client.writes), (1, 0))
        self.assertEqual(self.client.bytes_sent, 0)
        self.client.request("POST", BATCH, json={"create": []})
        self.assertEqual((self.client.requests, self.client.writes), (2, 1))
        self.assertEqual(self.client.bytes_sent, len(b'{"create":[]}'))

    def test_failed_requests_are_counted(self):
        self.fake.misbehave("timeout_before")
        with self.assertRaises(MedusaTimeoutError):
            self.client.request("POST", BATCH, json={"create": []})
        self.assertEqual((self.client.requests, self.client.writes), (1, 1))

    def test_context_manager_closes(self):
        closed = []
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            client._session.close = lambda: closed.append(True)
        self.assertEqual(closed, [True])

    # Kept connections

    def test_kept_connection_that_broke_is_replaced_for_a_read(self):
        self.ask()
        self.fake.misbehave("reset", times=1)
        self.ask()
        self.assertEqual(self.client.requests, 3)

    def test_read_is_repeated_once_only(self):
        self.ask()
        self.fake.misbehave("reset")
        with self.assertRaises(MedusaConnectionError):
            self.ask()
        self.assertEqual(self.client.requests, 3)

    def test_write_is_never_repeated(self):
        self.ask()
        self.fake.misbehave("reset", times=1)
        with self.assertRaises(MedusaConnectionError) as caught:
            self.client.request("POST", BATCH, json={"create": []})
        self.assertTrue(caught.exception.outcome_unknown)
        self.assertEqual(len(self.fake.writes), 1)

    def test_first_request_is_never_repeated(self):
        self.fake.misbehave("reset", times=1)
        with self.assertRaises(MedusaConnectionError):
            self.ask()
        self.assertEqual(len(self.fake.requests), 1)

    def test_other_failures_are_never_repeated(self):
        for kind in ("refused", "timeout_before", "server_error", "rate_limit", "tls"):
            with self.subTest(kind=kind):
                self.ask()
                self.fake.forget_requests()
                self.fake.misbehave(kind, times=1)
                with self.assertRaises(Exception):  # noqa: B017 - which one is tested elsewhere
                    self.ask()
                self.assertEqual(len(self.fake.requests), 1)
                self.fake.behave()

    def test_idle_connections_are_dropped(self):
        closed = []
        self.client._session.close = lambda: closed.append(self.now)
        self.ask()
        self.now += IDLE_LIMIT
        self.ask()
        self.assertEqual(closed, [])
        self.now += IDLE_LIMIT + 0.1
        self.client.request("POST", BATCH, json={"create": []})
        self.assertEqual(closed, [self.now])
        self.ask()
        self.assertEqual(len(closed), 1)
