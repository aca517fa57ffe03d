"""Have a plain client send to another store what the addon sends to its own. Runs in Odoo."""

import json
import subprocess
import time

from odoo.addons.medusa_connector.medusa.client import MedusaClient


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
        self._number = 0

    def __enter__(self) -> "Shadow":
        self._client = self._command and subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._send = original = MedusaClient._send

        def send(client, prepared, path, timeout):
            self._number += 1
            shadow_first = self._number % 2  # neither side is always the second
            if shadow_first:
                self._repeat(prepared)
            start = time.perf_counter()
            try:
                return original(client, prepared, path, timeout)
            finally:
                self.waiting += time.perf_counter() - start
                if not shadow_first:
                    self._repeat(prepared)

        MedusaClient._send = send
        return self

    def __exit__(self, *exc_info) -> None:
        MedusaClient._send = self._send
        if self._client:
            self._client.stdin.close()
            self._client.wait()

    def _repeat(self, prepared) -> None:
        """Have the plain client send the same request, and wait for it."""
        if not self._client:
            return
        start = time.perf_counter()
        body = prepared.body and prepared.body.decode()
        request = {"method": prepared.method, "path": prepared.path_url, "body": body}
        self._client.stdin.write(json.dumps(request) + "\n")
        self._client.stdin.flush()
        self.bare += float(self._client.stdout.readline())
        self.away += time.perf_counter() - start
