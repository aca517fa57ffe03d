"""A receiver of messages on this machine, as a shop's site is one."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit


class _Handler(BaseHTTPRequestHandler):
    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        data = self.rfile.read(length)
        parts = urlsplit(self.path)
        self.server.receiver.requests.append(
            SimpleNamespace(
                method=self.command,
                path=parts.path,
                query=parts.query,
                asked=parse_qs(parts.query),
                headers=dict(self.headers),
                data=data,
                body=json.loads(data) if data else None,
            )
        )
        status, headers = self.server.receiver.answers.get(self.command, (200, {}))
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    do_GET = do_POST = _answer

    def log_message(self, *args):
        """Say nothing: a test looks at what was received."""


class Receiver:
    """Keeps what it is sent, and answers 200 unless a test says otherwise.

    :ivar requests: what was sent, in its order
    :ivar answers: {method: (status, headers)}
    """

    def __init__(self):
        self.requests, self.answers = [], {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.receiver = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self):
        """Refuse connections from now on."""
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def answer(self, status, headers=None):
        """Answer so from now on, whatever is asked."""
        self.answers = {"GET": (status, headers or {}), "POST": (status, headers or {})}
