"""Stands between Odoo and the store, and does to requests what a bad network does."""

import http.client
import json
import select
import time
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ..listener import Connection, Listener
from .weather import Weather

TIMEOUT = 120
PATIENCE = 60  # seconds after which a silent connection is closed
DROPPED = {"host", "connection", "accept-encoding", "content-length", "transfer-encoding"}
UPLOADS = "/admin/uploads"
BATCH = "/admin/products/batch"
HTML = b"<html><body><h1>Bad gateway</h1></body></html>"
UNKNOWN = b'{"code":"unknown_error","type":"unknown_error","message":"An unknown error occurred."}'
UNAUTHORIZED = b'{"message":"Unauthorized"}'


@dataclass
class Answer:
    """What the store answered."""

    status: int
    kind: str
    body: bytes


@dataclass
class Watch:
    """What went by.

    :param lost: names of files whose upload had no answer
    :param uploaded: {name of a file: when its upload began and was over}
    :param uncounted: SKUs (None without one) of variants that were not to be counted any more:
        Medusa leaves their inventory items, whatever the variants are called later
    """

    lost: set[str] = field(default_factory=set)
    uploaded: dict[str, tuple[float, float]] = field(default_factory=dict)
    uncounted: set[str | None] = field(default_factory=set)


class Handler(Connection):
    """One connection of Odoo."""

    server: "Proxy"

    def take(self) -> None:
        """Take one request."""
        body = self.read_body()
        if len(body or b"") < int(self.headers.get("Content-Length") or 0):
            # Who sent it was killed meanwhile: nothing of it reaches the store.
            self.close_connection = True
            return
        fault = self.server.weather.choose()
        with suppress(OSError):
            getattr(self, f"do_{fault or 'pass'}")(body)
            return
        self.close_connection = True

    # === WHAT IS DONE TO IT === #

    def do_pass(self, body: bytes | None) -> None:
        self._answer(self._forward(body, is_lost=False))

    def do_error_before(self, _body: bytes | None) -> None:
        rows = [(500, "application/json", UNKNOWN), (502, "text/html", HTML)]
        self._answer(Answer(*rows[len(self.path) % 2]))

    def do_error_after(self, body: bytes | None) -> None:
        self._forward(body)
        self._answer(Answer(504, "text/html", HTML))

    def do_cut_before(self, _body: bytes | None) -> None:
        self.close_connection = True

    def do_cut_after(self, body: bytes | None) -> None:
        self._forward(body)
        self.close_connection = True

    def do_truncated(self, body: bytes | None) -> None:
        answer = self._forward(body)
        self._send_head(answer)
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self.close_connection = True

    def do_garbled(self, body: bytes | None) -> None:
        answer = self._forward(body)
        self._answer(Answer(200, answer.kind, answer.body[: len(answer.body) // 2]))

    def do_limited(self, _body: bytes | None) -> None:
        self._answer(Answer(429, "text/plain", b"Too many requests"), **{"Retry-After": "1"})

    def do_refused(self, _body: bytes | None) -> None:
        self._answer(Answer(401, "application/json", UNAUTHORIZED))

    def do_silent(self, body: bytes | None) -> None:
        self._forward(body)
        # Until Odoo has waited long enough.
        select.select([self.connection], [], [], PATIENCE)
        self.close_connection = True

    def do_slow(self, body: bytes | None) -> None:
        answer = self._forward(body, is_lost=False)
        self._send_head(answer)
        size = max(len(answer.body) // 8, 1)
        for start in range(0, len(answer.body), size):
            self.wfile.write(answer.body[start : start + size])
            self.wfile.flush()
            time.sleep(0.1)

    # === PARTS === #

    def _forward(self, body: bytes | None, *, is_lost: bool = True) -> Answer:
        """Return the store's answer."""
        connection = http.client.HTTPConnection(*self.server.target, timeout=TIMEOUT)
        headers = {key: value for key, value in self.headers.items() if key.lower() not in DROPPED}
        started = time.time()
        try:
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            kind = response.getheader("Content-Type") or ""
            answer = Answer(response.status, kind, response.read())
        finally:
            connection.close()
        if self.command == "POST" and self.path == UPLOADS and answer.status == 200:
            self.server.note_upload(answer, is_lost, started)
        if self.command == "POST" and self.path.startswith(BATCH) and answer.status == 200:
            self.server.note_uncounted(body)
        return answer

    def _answer(self, answer: Answer, **more: str) -> None:
        self._send_head(answer, **more)
        self.wfile.write(answer.body)

    def _send_head(self, answer: Answer, **more: str) -> None:
        self.send_head(answer.status, {"Content-Type": answer.kind, **more}, len(answer.body))


class Proxy(Listener):
    """The server.

    :param target: the address of the store
    """

    connection = Handler

    def __init__(self, target: str, weather: Weather) -> None:
        super().__init__()
        parts = urlsplit(target)
        self.target = (parts.hostname, parts.port)
        self.weather = weather
        self.watch = Watch()

    def note_uncounted(self, body: bytes | None) -> None:
        """Remember which variants a batch of products doesn't let count."""
        for product in json.loads(body or b"{}").get("update", []):
            for variant in product.get("variants") or []:
                if variant.get("manage_inventory") is False:
                    self.watch.uncounted.add(variant.get("sku"))

    def note_upload(self, answer: Answer, is_lost: bool, started: float) -> None:
        """Remember the files of an upload."""
        for file in json.loads(answer.body)["files"]:
            name = file["url"].rpartition("/")[2]
            self.watch.uploaded[name] = (started, time.time())
            if is_lost:
                self.watch.lost.add(name)
