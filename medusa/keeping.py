"""A client that reads from a store and writes nothing there: what would be written is kept."""

from __future__ import annotations

from .answers import SAFE_METHODS
from .client import JSON, MedusaClient, Timeout
from .kept import Kept
from .packing import encode
from .urls import Params


class KeepingClient(MedusaClient):
    """Lets reads pass. A write never leaves: its answer is what Medusa would say.

    What is read afterwards is as if it had been written, as far as a push looks at it.

    :param Kept kept: what would be written, shared by all clients of one trial
    """

    def __init__(self, url: str, api_key: str, kept: Kept, *, timeout: Timeout) -> None:
        super().__init__(url, api_key, timeout=timeout)
        self.kept = kept

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: dict | None = None,
        body: bytes | None = None,
        content_type: str = JSON,
        timeout: Timeout | None = None,
    ) -> dict:
        """Override of `MedusaClient` to answer writes, and reads of what they would have made."""

        def read(path: str, pairs: Params) -> dict:
            return super(KeepingClient, self).request("GET", path, params=pairs, timeout=timeout)

        pairs = list(params.items() if hasattr(params, "items") else params or ())
        if method.upper() in SAFE_METHODS:
            return self.kept.read(path, pairs, read)
        self.requests += 1
        self.writes += 1
        sent = body if body is not None else encode(json or {})
        return self.kept.write(method.upper(), path, sent, content_type, read)
