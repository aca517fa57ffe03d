import contextlib
import gzip
import json
import time
import zlib
from unittest.mock import patch

import requests

from odoo.tests import BaseCase, tagged

from ..medusa import bounds
from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaResponseError, MedusaTimeoutError
from ..medusa.messages import read_text
from ..medusa.stores import StoreApi
from .support.loopback import LoopbackServer

KEY = "sk_0123456789abcdef0123456789abcdef"
# As it is before Odoo's test base replaces it: these tests need real connections.
_send = requests.Session.send
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


class HostileServer(LoopbackServer):
    """Answers each connection by what ``make`` yields, until the client hangs up.

    :param make: yields the parts of an answer; None waits a moment
    """

    def __init__(self, make):
        self.make = make
        super().__init__()

    def _meet(self, connection):
        with contextlib.suppress(OSError):
            connection.recv(65536)
            self._answer(connection)

    def _answer(self, connection):
        for part in self.make():
            if self._over.is_set():
                return
            if part is None:
                time.sleep(0.02)
            else:
                connection.sendall(part)


def forever(head, part):
    """Yield a head, then a part now and then, without end."""
    yield head
    while True:
        yield part
        yield None


def endless(head, part):
    yield head
    while True:
        yield part


def make_bomb(megabytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield packer.compress(b'{"a": "')
    for _number in range(megabytes):
        yield packer.compress(b"A" * 2**20)
    yield packer.compress(b'"}') + packer.flush()


@tagged("post_install", "-at_install")
class TestClientBounds(BaseCase):
    """An answer ends, in time and in bytes, and no word of it is trusted."""

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        if not r.url.startswith("http://127.0.0.1:"):
            return super()._request_handler(s, r, **{**kw, "timeout": None})
        return _send(s, r, **kw)

    def ask(self, make, timeout=0.4, url="/admin/stores"):
        """Return how the request failed, and after how many seconds."""
        server = HostileServer(make)
        self.addCleanup(server.stop)
        begin = time.monotonic()
        with MedusaClient(server.url, KEY, timeout=(2.0, timeout)) as client:
            try:
                return client.request("GET", url), time.monotonic() - begin
            except MedusaError as error:
                return error, time.monotonic() - begin

    def say(self, status, body, headers=""):
        """Return the error that an answer stands for."""
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"HTTP/1.1 {status} No\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode()
        return self.ask(lambda: [head + body], timeout=5)[0]

    # Time

    def test_answers_that_drip_end_in_time(self):
        for name, head, part in (
            ("body", HEAD + b"\r\n", b" "),
            ("chunks", HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
            ("head", b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
            ("line of the head", b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
            ("status", b"HTTP/1.1 ", b" "),
        ):
            with self.subTest(name=name):
                error, seconds = self.ask(lambda head=head, part=part: forever(head, part))
                self.assertIsInstance(error, MedusaTimeoutError)
                self.assertLess(seconds, 2)

    # Bytes

    def test_answers_without_end(self):
        part = b"A" * 2**16
        self.patch(bounds, "ANSWER_LIMIT", 2**21)
        for name, head in (
            ("body", HEAD + b'\r\n{"a": "'),
            ("line of a chunk", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        ):
            with self.subTest(name=name):
                error, _seconds = self.ask(lambda head=head: endless(head, part), timeout=20)
                self.assertIsInstance(error, MedusaResponseError)
                self.assertIn("larger than", error.message)

    def test_bombs(self):
        self.patch(bounds, "ANSWER_LIMIT", 2**21)
        head = HEAD + b"Content-Encoding: gzip\r\n\r\n"
        error, _seconds = self.ask(lambda: [head, *make_bomb(50)], timeout=20)
        self.assertIn("larger than", error.message)
        twice = gzip.compress(b"".join(make_bomb(50)))
        head = HEAD + b"Content-Encoding: gzip, gzip\r\n\r\n"
        error, _seconds = self.ask(lambda: [head, twice], timeout=20)
        self.assertIsInstance(error, MedusaResponseError)

    def test_no_more_is_unpacked_than_may_be(self):
        self.patch(bounds, "ANSWER_LIMIT", 2**16)
        with self.assertRaises(bounds.AnswerTooLargeError):
            bounds._unpack(make_bomb(5))

    def test_packed_answers(self):
        body = gzip.compress(b'{"a": ') + gzip.compress(b"1}")
        head = HEAD + b"Content-Encoding: gzip\r\n\r\n"
        self.assertEqual(self.ask(lambda: [head, body[:9], None, body[9:]])[0], {"a": 1})
        for wrong in (body[:-9], b"no gzip"):
            error, _seconds = self.ask(lambda wrong=wrong: [head, wrong])
            self.assertIsInstance(error, MedusaResponseError)

    def test_what_is_no_http_is_not_echoed(self):
        error, _seconds = self.ask(lambda: [b"SSH-2.0-OpenSSH_9.2 secret\r\n"])
        self.assertNotIn("OpenSSH", str(error))

    # Words

    def test_words_become_one_clean_line(self):
        forged = "no\n2026-01-01 CRITICAL shop odoo.forged: line\r\nTwo\u2028x\x1b[2J\u202ey"
        message = self.say(400, {"message": forged}).message
        self.assertNotRegex(message, r"[\x00-\x1f\u2028\u202e]")
        for body in (b'{"message": "a\\u0000b"}', b'{"message": "a\\ud800b"}',
                     b'{"message": "a\xed\xa0\x80b"}'):  # fmt: skip
            message = self.say(400, body).message
            message.encode()
            self.assertNotIn("\x00", message)

    def test_values_are_fit_for_a_database(self):
        answer = self.say(200, b'{"a": ["x\\u0000y", {"b\\udfff": "\\ud83d\\ude00 z\\ud800"}]}')
        self.assertEqual(answer, {"a": ["xy", {"b\ufffd": "\U0001f600 z\ufffd"}]})

    def test_no_number_is_no_json(self):
        for body in (b'{"a": NaN}', b'{"a": ' + b"9" * 5000 + b"}", b"[" * 100_000):
            self.assertIsInstance(self.say(200, body), MedusaResponseError)

    def test_no_part_of_the_key(self):
        token = MedusaClient("http://a", KEY)._key.authorization().split()[1]
        for words in (
            "x" * (1000 - len(KEY) + 3) + KEY + token,
            f"{token.rstrip('=')} {KEY[3:]} {KEY[:-4]}",
            "<b>" * 6000 + KEY + token,
            f"before {KEY[5:20]} after",
        ):
            for body in ({"message": words}, words.encode()):
                error = self.say(401, body)
                text = f"{error} {error.message}"
                parts = [
                    secret[start : start + 12]
                    for secret in (KEY, token)
                    for start in range(len(secret) - 11)
                ]
                self.assertEqual([part for part in parts if part in text], [])
        self.assertIn("before *** after", text)

    def test_pages_of_html_are_read_in_no_time(self):
        for body in (b"<script" * 2857, b"<" * 20000, b"<script>" * 2500, b"<style>a" * 2500,
                     b"<a href=" * 2500):  # fmt: skip
            begin = time.process_time()
            read_text(body)
            self.assertLess(time.process_time() - begin, 0.5, body[:10])
        self.assertEqual(read_text(b"<style>p{}</style><p>Bad <b>gate</b></p>"), "Bad gate")

    def test_retry_after(self):
        for value, seconds in (
            ("315360000", 86400),
            ("9" * 400, 86400),
            ("60", 60),
            ("\u00b2", None),
            ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
            ("Fri, 31 Dec 2100 00:00:00 GMT", 86400),
            ("1e9", None),
        ):
            with self.subTest(value=value[:30]):
                error = self.say(429, {}, f"Retry-After: {value}\r\n")
                self.assertEqual(error.retry_after, seconds)

    # Shapes

    def test_wrong_types_are_answers_that_can_not_be_used(self):
        store = {"id": "s", "name": "N", "supported_currencies": [], "count": 0}
        for answer in (
            {"stores": [{**store, "name": {"a": 1}}]},
            {"stores": [{**store, "supported_currencies": "eur"}]},
            {"stores": [{**store, "default_sales_channel_id": 5}]},
            {"stores": [{**store, "id": "x" * 5000}]},
            {"stores": [store], "sales_channels": ["x", 5]},
            {"stores": [store], "sales_channels": [{"id": "c", "name": ["n"]}]},
            {"stores": [store], "sales_channels": [], "shipping_profiles": {}},
            {"stores": [store], "sales_channels": [],
             "shipping_profiles": [{"id": "p", "name": "n", "type": 5}]},
        ):  # fmt: skip
            with self.subTest(answer=answer), self.assertRaises(MedusaResponseError):
                self.probe(answer)

    def probe(self, answer):
        client = MedusaClient("http://a.test", KEY)
        with patch.object(MedusaClient, "request", lambda *args, **kwargs: answer):
            StoreApi(client).probe()

    def test_lists_that_never_end(self):
        numbers = iter(range(10**9))

        def answer(*args, **kwargs):
            return {"sales_channels": [{"id": f"c{next(numbers)}"} for _row in range(500)]}

        client = MedusaClient("http://a.test", KEY)
        with (
            patch.object(MedusaClient, "request", answer),
            self.assertRaises(MedusaResponseError),
        ):
            StoreApi(client).list_sales_channels()
        self.assertLess(next(numbers), 300_000)
