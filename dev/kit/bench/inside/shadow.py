"""Have a plain client send to another store what the addon sends to its own."""

import json
import subprocess
import time
from contextlib import ExitStack

from .addon import sending


class Shadow:
    """Repeats each request of a block, at the moment at which the addon sends it.

    Both sides of a comparison then meet the same conditions, whatever else the machine does. The
    addon stands still meanwhile.

    :param command: runs ``replay``; without one, nothing is repeated
    :ivar float waiting: seconds that the addon has waited for its store
    :ivar float bare: seconds that the plain client has taken for the same requests
    :ivar float away: seconds that the addon has stood still
    """

    def __init__(self, command: list[str] | None) -> None:
        self.waiting = self.bare = self.away = 0.0
        self._command = command
        self._client = None
        self._number = 0
        self._stack = ExitStack()

    def __enter__(self) -> "Shadow":
        if self._command:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            # At the end of the block its input is closed, which ends it, and it is waited for.
            self._client = self._stack.enter_context(subprocess.Popen(self._command, **pipes))
        self._stack.enter_context(sending(self._around))
        return self

    def __exit__(self, *exc_info) -> None:
        self._stack.close()

    def _around(self, prepared, send):
        """Send a request of the addon, and have it repeated before or after."""
        self._number += 1
        shadow_first = self._number % 2  # neither side is always the second
        matched = self._repeat(prepared) if shadow_first else True
        start = time.perf_counter()
        try:
            return send()
        finally:
            spent = time.perf_counter() - start
            if not shadow_first:
                matched = self._repeat(prepared)
            # What only one side can send counts for neither.
            self.waiting += spent if matched else 0
            self.away += 0 if matched else spent

    def _repeat(self, prepared) -> bool:
        """Have the plain client send the same request, and wait for it.

        :return: whether it could: the other store may lack the record that it names
        """
        if not self._client:
            return True
        start = time.perf_counter()
        body = prepared.body and prepared.body.decode()
        request = {"method": prepared.method, "path": prepared.path_url, "body": body}
        self._client.stdin.write(json.dumps(request) + "\n")
        self._client.stdin.flush()
        answer = self._client.stdout.readline().strip()
        self.away += time.perf_counter() - start
        if answer == "unmatched":
            return False
        self.bare += float(answer)
        return True
