"""Write down what the addon sends, while it sends it. Runs in Odoo."""

import json
import time
from pathlib import Path

from odoo.addons.medusa_connector.medusa.client import MedusaClient


class Recording:
    """Writes each request of a block into a file, and adds up how long they took.

    :param file: gets a line of JSON for each request; nothing stays in memory
    """

    def __init__(self, file: Path) -> None:
        self.seconds = 0.0
        self._file = file

    def __enter__(self) -> "Recording":
        self._output = self._file.open("w")
        self._send = original = MedusaClient._send

        def send(client, prepared, path, timeout):
            start = time.perf_counter()
            try:
                return original(client, prepared, path, timeout)
            finally:
                self.seconds += time.perf_counter() - start
                self._write(prepared)

        MedusaClient._send = send
        return self

    def __exit__(self, *exc_info) -> None:
        MedusaClient._send = self._send
        self._output.close()

    def _write(self, prepared) -> None:
        body = prepared.body and prepared.body.decode()
        request = {"method": prepared.method, "path": prepared.path_url, "body": body}
        self._output.write(json.dumps(request) + "\n")
