"""A store that answers after 300 ms, whatever it is asked, and takes no time to think.

It is the tests' store in memory behind a socket. A real Medusa would need the processor that is to
be measured.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from ..paths import CHECKOUT

DELAY = 0.3
DROPPED = {"connection", "content-length", "transfer-encoding", "content-encoding"}


class Handler(BaseHTTPRequestHandler):
    """One connection of Odoo."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def handle_any(self) -> None:
        """Answer one request, when its time has come."""
        due = time.monotonic() + DELAY
        length = int(self.headers.get("Content-Length") or 0)
        url = self.server.fake.url + self.path
        request = requests.PreparedRequest()
        request.prepare_method(self.command)
        request.prepare_url(url, None)
        request.headers = requests.structures.CaseInsensitiveDict(self.headers.items())
        request.body = self.rfile.read(length) if length else None
        answer = self.server.fake.handle(request)
        time.sleep(max(due - time.monotonic(), 0))
        self.send_response(answer.status_code)
        for name, value in answer.headers.items():
            if name.lower() not in DROPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_DELETE = do_PUT = handle_any


class Server(ThreadingHTTPServer):
    """The store."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        # It needs no Odoo, which the package around it does.
        sys.path.append(str(CHECKOUT / "tests"))
        from fake_medusa import FakeMedusa  # noqa: PLC0415

        self.fake = FakeMedusa()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_args: object) -> None:
        """Say nothing of connections that Odoo closed."""


@contextmanager
def running() -> Iterator[Server]:
    """Give a store; it ends with the block."""
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
