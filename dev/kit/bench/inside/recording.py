"""Keep what the addon sends, so that a plain client can send the very same afterwards."""

import json
import threading
import time
from contextlib import ExitStack

from .addon import sending


class Recording:
    """Writes each request of a block down with its answer; several threads may send at once.

    They follow each other as their answers came: none needs what one after it was told.

    :param file: where they go, see ``replay``; nowhere without it
    :ivar float waiting: seconds that some request was under way
    """

    def __init__(self, file: str | None) -> None:
        self.waiting = 0.0
        self._name, self._file = file, None
        self._lock = threading.Lock()
        self._under_way, self._since = 0, 0.0
        self._stack = ExitStack()

    def __enter__(self) -> "Recording":
        if self._name:
            # Nothing of it stays in memory, which is measured as well.
            self._file = self._stack.enter_context(open(self._name, "wb"))
        self._stack.enter_context(sending(self._around))
        return self

    def __exit__(self, *exc_info) -> None:
        self._stack.close()

    def _around(self, prepared, send):
        with self._lock:
            if not self._under_way:
                self._since = time.perf_counter()
            self._under_way += 1
        try:
            response = send()
        finally:
            with self._lock:
                self._under_way -= 1
                if not self._under_way:
                    self.waiting += time.perf_counter() - self._since
        if self._file:
            self._write(prepared, response)
        return response

    def _write(self, prepared, response) -> None:
        body = prepared.body or b""
        head = {
            "method": prepared.method,
            "path": prepared.path_url,
            "type": prepared.headers.get("Content-Type"),
            "status": response.status_code,
            "body": len(body),
            "answer": len(response.content),
        }
        with self._lock:
            self._file.write(json.dumps(head).encode() + b"\n" + body + response.content)
