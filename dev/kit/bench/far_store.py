"""A store that takes no time to think: it answers when it is told to, whatever it is asked.

It is the tests' store in memory behind a socket. A real Medusa would need the processor that is to
be measured.
"""

import sys
import time

import requests

from ..listener import Connection, Listener
from ..medusa import Store
from ..paths import CHECKOUT

DROPPED = {"connection", "content-length", "transfer-encoding", "content-encoding"}


class Handler(Connection):
    """Answers each request when its time has come."""

    server: "FarStore"

    def take(self) -> None:
        """Take one request."""
        due = time.monotonic() + self.server.delay
        request = requests.PreparedRequest()
        request.prepare_method(self.command)
        request.prepare_url(self.server.fake.url + self.path, None)
        request.headers = requests.structures.CaseInsensitiveDict(self.headers.items())
        request.body = self.read_body()
        answer = self.server.fake.handle(request)
        self.server.fake.requests.clear()
        time.sleep(max(due - time.monotonic(), 0))
        headers = {
            name: text for name, text in answer.headers.items() if name.lower() not in DROPPED
        }
        self.send_head(answer.status_code, headers, len(answer.content))
        self.wfile.write(answer.content)


class FarStore(Listener):
    """The store.

    :param delay: seconds after which it answers
    """

    connection = Handler

    def __init__(self, delay: float = 0) -> None:
        super().__init__()
        # It needs no Odoo, which the package around it does.
        sys.path.append(str(CHECKOUT / "tests"))
        from fake_medusa import FakeMedusa  # noqa: PLC0415

        self.delay = delay
        self.fake = FakeMedusa()
        # Nothing is refused here: it needn't be able to undo a call, which costs a copy of itself.
        self.fake.state.snapshot = self.fake.state.begin_call = lambda: None
        self.store = Store(self.url, self.fake.api_key)
