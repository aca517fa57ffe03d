"""A server within this process that Odoo takes for its store."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

Running = TypeVar("Running", bound="Listener")


class Connection(BaseHTTPRequestHandler):
    """One connection of Odoo."""

    protocol_version = "HTTP/1.1"
    # Head and body are written apart: the second would wait 40 ms for an acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def take(self) -> None:
        """Take one request, of whatever method."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Take one request."""
        self.take()

    do_POST = do_DELETE = do_PUT = do_GET

    def read_body(self) -> bytes | None:
        """Return the body, shorter than announced where its sender was killed."""
        length = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(length) if length else None

    def send_head(self, status: int, headers: Mapping[str, str], length: int) -> None:
        """Send all of an answer but its body."""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()


class Listener(ThreadingHTTPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True
    connection: type[Connection]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.connection)
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_args: object) -> None:
        """Say nothing of clients that are gone."""


@contextmanager
def running(server: Running) -> Iterator[Running]:
    """Give the server; it ends with the block."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
