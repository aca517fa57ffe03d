import os
import tempfile
import threading
import traceback
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged

from ..medusa.client import IDLE_LIMIT, MedusaClient
from ..medusa.exceptions import (
    MedusaConnectionError,
    MedusaPlainHttpError,
    MedusaRedirectError,
    MedusaResponseError,
    MedusaTimeoutError,
)
from ..medusa.secret import SecretKey
from .support.loopback import LoopbackServer

KEY = "sk_socket"
# As it is before Odoo's test base replaces it: these tests need real connections.
_send = requests.Session.send

STORES = b'{"stores": []}'


def http(body=STORES, status="200 OK", headers=(), length=None):
    """Return an answer as bytes; a ``length`` other than the body's is a lie."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


class Last(bytes):
    """An answer after which the server closes the connection."""


class ScriptedServer(LoopbackServer):
    """Accepts connections and answers each by a script.

    :param scripts: one per connection, each a list of answers, one per request; the connection
        is closed when a request arrives for which there is none, and hangs for a ``None``
    :param bytes greeting: sent before anything was asked, and all there is
    """

    def __init__(self, *scripts, greeting=b""):
        self.scripts = list(scripts)
        self.greeting = greeting
        self.requests = []
        self.connections = 0
        self.hung_up = threading.Event()
        super().__init__()

    def _meet(self, connection):
        self.connections += 1
        connection.sendall(self.greeting)
        self._talk(connection, self.scripts.pop(0) if self.scripts else [])

    def _talk(self, connection, script):
        answers = iter(script)
        while request := self._read(connection):
            self.requests.append(request)
            answer = next(answers, Last())
            if answer is None:
                self._over.wait(5)
                return
            connection.sendall(answer)
            if isinstance(answer, Last):
                return

    def _read(self, connection):
        data = b""
        while b"\r\n\r\n" not in data:
            try:
                more = connection.recv(65536)
            except OSError:
                return b""
            if not more:
                self.hung_up.set()
                return b""
            data += more
        return data


@tagged("post_install", "-at_install")
class TestClientSockets(BaseCase):
    """The same promises over real connections, to servers on this machine."""

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        if not r.url.startswith(("http://127.0.0.1:", "https://127.0.0.1:")):
            return super()._request_handler(s, r, **{**kw, "timeout": None})
        return _send(s, r, **kw)

    def serve(self, *scripts, greeting=b""):
        server = ScriptedServer(*scripts, greeting=greeting)
        self.addCleanup(server.stop)
        return server

    def connect(self, url, timeout=(5.0, 5.0)):
        client = MedusaClient(url, KEY, timeout=timeout)
        self.addCleanup(client.close)
        return client

    def test_connection_is_kept(self):
        server = self.serve([http(), http(), http()])
        client = self.connect(server.url)
        for _number in range(3):
            self.assertEqual(client.request("GET", "/admin/stores"), {"stores": []})
        self.assertEqual(server.connections, 1)

    def test_connection_is_not_kept_over_a_pause(self):
        server = self.serve([http()], [http()])
        client = self.connect(server.url)
        now = 0.0
        client._clock = lambda: now
        client.request("GET", "/admin/stores")
        now = IDLE_LIMIT + 1
        client.request("POST", "/admin/stores", json={})
        self.assertEqual(server.connections, 2)

    def test_read_over_a_closed_connection_is_repeated(self):
        server = self.serve([http()], [http()])
        client = self.connect(server.url)
        client.request("GET", "/admin/stores")
        client.request("GET", "/admin/stores")
        self.assertEqual((server.connections, len(server.requests)), (2, 3))
        self.assertEqual(client.requests, 3)
        # Closed at once, although the failure before has left references to the pool behind.
        client.close()
        self.assertTrue(server.hung_up.wait(3))

    def test_write_over_a_closed_connection_is_not(self):
        server = self.serve([http()], [http()])
        client = self.connect(server.url)
        client.request("GET", "/admin/stores")
        with self.assertRaises(MedusaConnectionError) as caught:
            client.request("POST", "/admin/products/batch", json={"create": []})
        self.assertTrue(caught.exception.outcome_unknown)
        self.assertEqual(len(server.requests), 2)

    def test_refused(self):
        server = self.serve()
        server.stop()
        with self.assertRaises(MedusaConnectionError) as caught:
            self.connect(server.url).request("POST", "/admin/stores", json={})
        self.assertFalse(caught.exception.outcome_unknown)
        self.assertIn("refused", caught.exception.message)

    def test_no_answer(self):
        server = self.serve([None])
        client = self.connect(server.url, timeout=(5.0, 0.1))
        with self.assertRaises(MedusaTimeoutError) as caught:
            client.request("POST", "/admin/stores", json={})
        self.assertTrue(caught.exception.outcome_unknown)

    def test_answer_that_stops_in_the_middle(self):
        server = self.serve([http(length=100), None])
        client = self.connect(server.url, timeout=(5.0, 0.1))
        with self.assertRaises(MedusaTimeoutError) as caught:
            client.request("POST", "/admin/stores", json={})
        self.assertTrue(caught.exception.outcome_unknown)

    def test_answer_that_is_cut_off(self):
        server = self.serve([Last(http(length=100))])
        with self.assertRaises(MedusaResponseError) as caught:
            self.connect(server.url).request("POST", "/admin/stores", json={})
        self.assertTrue(caught.exception.outcome_unknown)

    def test_no_tls(self):
        server = self.serve(greeting=http(status="400 Bad Request"))
        with self.assertRaises(MedusaPlainHttpError):
            self.connect(server.url.replace("http:", "https:")).request("GET", "/admin/stores")

    def test_cookies_are_not_sent_back(self):
        server = self.serve([http(headers=["Set-Cookie: connect.sid=1; Path=/"]), http()])
        client = self.connect(server.url)
        for _number in range(2):
            client.request("GET", "/admin/stores")
        self.assertNotIn(b"cookie:", server.requests[1].lower())

    def test_redirect_sends_nothing_to_the_other_host(self):
        other = self.serve([http()])
        headers = [f"Location: {other.url}/admin/stores"]
        server = self.serve([http(b"", "302 Found", headers)])
        with self.assertRaises(MedusaRedirectError) as caught:
            self.connect(server.url).request("GET", "/admin/stores")
        self.assertIn(other.url, str(caught.exception))
        self.assertEqual(other.connections, 0)

    def test_session_follows_no_redirect_by_itself(self):
        other = self.serve([http()])
        headers = [f"Location: {other.url}/admin/stores"]
        server = self.serve([http(b"", "302 Found", headers)])
        answer = self.connect(server.url)._session.get(server.url, timeout=(5, 5))
        self.assertEqual((answer.status_code, other.connections), (302, 0))

    def test_no_local_variable_shows_the_key(self):
        sent = SecretKey(KEY).authorization()
        server = self.serve([Last()])
        frames = 0
        try:
            self.connect(server.url).request("POST", "/admin/stores", json={})
        except MedusaConnectionError as err:
            # Not assertRaises: it clears the frames.
            error = err
            while error:
                for frame, _line in traceback.walk_tb(error.__traceback__):
                    if frame.f_code.co_filename != __file__:
                        frames += 1
                        self.assert_hidden(sent, frame.f_locals)
                error = error.__cause__ or error.__context__
        self.assertIn(sent.encode(), server.requests[0])
        self.assertGreaterEqual(frames, 3, "the client's own frames are not there")

    def assert_hidden(self, sent, variables):
        """Check that neither the variables nor a request among them show the key."""
        shown = repr(variables)
        for value in variables.values():
            shown += repr(getattr(value, "headers", ""))
        self.assertNotIn(sent, shown)
        self.assertNotIn(KEY, shown)

    def test_netrc_is_not_read(self):
        server = self.serve([http()])
        with tempfile.NamedTemporaryFile("w", suffix="netrc") as netrc:
            netrc.write("machine 127.0.0.1 login somebody password else\n")
            netrc.flush()
            with patch.dict(os.environ, {"NETRC": netrc.name}):
                client = self.connect(server.url)
                client.request("GET", "/admin/stores")
                prepared = client._prepare_request("GET", server.url, None)
        self.assertNotIn("Authorization", prepared.headers)
        (request,) = server.requests
        self.assertEqual(request.lower().count(b"authorization:"), 1)
        self.assertIn(b"Authorization: Basic c2tfc29ja2V0Og==", request)
