"""Keep what the addon sends, so that a plain client can send the very same afterwards."""

import base64
import json
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from .addon import sending


class Recording:
    """Keeps each request of a block with its answer; several threads may send at once.

    :param file: where the requests go when the block is over, a line each; none without it
    :ivar float waiting: seconds that some request was under way
    """

    def __init__(self, file: str | None) -> None:
        self.waiting = 0.0
        self._file = file
        self._rows: list = []
        self._lock = threading.Lock()
        self._under_way, self._since = 0, 0.0
        self._stack = ExitStack()

    def __enter__(self) -> "Recording":
        self._stack.enter_context(sending(self._around))
        return self

    def __exit__(self, *exc_info) -> None:
        self._stack.close()

    def write(self) -> None:
        """Write down what was sent, in the order in which it began."""
        if not self._file:
            return
        with Path(self._file).open("w", encoding="utf-8") as file:
            for prepared, response in self._rows:
                file.write(json.dumps(_describe(prepared, response)) + "\n")

    def _around(self, prepared, send):
        row = [prepared, None]
        with self._lock:
            if self._file:
                self._rows.append(row)
            if not self._under_way:
                self._since = time.perf_counter()
            self._under_way += 1
        try:
            row[1] = send()
            return row[1]
        finally:
            with self._lock:
                self._under_way -= 1
                if not self._under_way:
                    self.waiting += time.perf_counter() - self._since


def _describe(prepared, response) -> dict:
    return {
        "method": prepared.method,
        "path": prepared.path_url,
        "type": prepared.headers.get("Content-Type"),
        "body": base64.b64encode(prepared.body or b"").decode(),
        "answer": response.json() if response is not None and response.content else None,
    }
