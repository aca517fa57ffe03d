"""A client that reads from a store and writes nothing there: what would be written is kept."""

from __future__ import annotations

from .answers import SAFE_METHODS
from .client import JSON, MedusaClient, Timeout
from .packing import encode
from .stand_in import StandIn
from .urls import Params


class KeepingClient(MedusaClient):
    """Lets reads pass. A write never leaves: its answer is what Medusa would say.

    What is read afterwards is as if it had been written, as far as a push looks at it.

    :param StandIn stand_in: what would be written, shared by all clients of one trial
    """

    def __init__(self, url: str, api_key: str, stand_in: StandIn, *, timeout: Timeout) -> None:
        super().__init__(url, api_key, timeout=timeout)
        self.stand_in = stand_in

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
            return self.stand_in.read(path, pairs, read)
        self.requests += 1
        self.writes += 1
        sent = body if body is not None else encode(json or {})
        return self.stand_in.write(method.upper(), path, sent, content_type, read)
