"""One message to one receiver."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from ..medusa.answers import parse_retry_after
from ..medusa.transport import (
    TRANSPORT_ERRORS,
    MedusaSession,
    error_from_exception,
    forget_request,
)
from .address import fill_pattern, get_placeholders
from .signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

USER_AGENT = "medusa_connector/19.0 (Odoo)"
# Seconds to connect, seconds for the whole answer: nobody waits for the receiver's work.
TIMEOUT = (5.0, 10.0)


@dataclass(frozen=True)
class Receiver:
    """Who gets messages.

    :param str address: see ``address``; one with placeholders is asked by GET, and what a message
        says is in the address: so do the routes by which caches are emptied
    :param str secret: by which messages are signed
    """

    address: str
    secret: str

    def __repr__(self) -> str:
        # The secret is in no log and no traceback.
        return f"Receiver({urlsplit(self.address).hostname!r})"


@dataclass(frozen=True)
class Outcome:
    """What came of a message.

    :param str failure: what went wrong, as the client of Medusa names it (see
        ``medusa.exceptions``), or ``status`` for any other answer than 2xx; None: it was taken
    :param int status: HTTP status of the answer, 0 without one
    :param float retry_after: seconds that the receiver asked to wait
    :param bool is_down: the receiver takes no message at all right now
    """

    failure: str | None = None
    status: int = 0
    retry_after: float | None = None
    is_down: bool = False


def send(receiver: Receiver, key: str, body: Mapping[str, object]) -> Outcome:
    """Send a message; nothing is raised for what the network or the receiver does.

    No redirect is followed, no cookie kept; the answer is bounded (``medusa.bounds``), and nobody
    reads it.

    :param str key: tells the message from all others, the same at each try
    :param body: what JSON can say
    """
    with MedusaSession(USER_AGENT) as session:
        try:
            request = _prepare(session, receiver, key, body)
            settings = session.merge_environment_settings(request.url, {}, False, None, None)
            response = session.send(request, timeout=TIMEOUT, allow_redirects=False, **settings)
        except TRANSPORT_ERRORS as err:
            error = error_from_exception(err, method="POST", path="")
            forget_request(err)
            return Outcome(error.failure_type, is_down=True)
    return _read_outcome(response)


def _prepare(
    session: MedusaSession, receiver: Receiver, key: str, body: Mapping[str, object]
) -> requests.PreparedRequest:
    if get_placeholders(receiver.address):
        request = requests.Request("GET", fill_pattern(receiver.address, body))
    else:
        request = requests.Request(
            "POST",
            receiver.address,
            headers={"Content-Type": "application/json"},
            data=json.dumps(body, ensure_ascii=False).encode(),
        )
    prepared = session.prepare_request(request)
    # Of a request without a body, its query as it is sent.
    content = prepared.body or urlsplit(prepared.url).query.encode()
    timestamp = int(time.time())
    prepared.headers.update(
        {
            ID_HEADER: key,
            TIMESTAMP_HEADER: str(timestamp),
            SIGNATURE_HEADER: sign(receiver.secret, timestamp, content),
        }
    )
    return prepared


def _read_outcome(response: requests.Response) -> Outcome:
    status = response.status_code
    if 200 <= status < 300:
        return Outcome(status=status)
    failure = "redirect" if 300 <= status < 400 else "status"
    is_down = status >= 500 or status == 429
    return Outcome(failure, status, parse_retry_after(response.headers.get("Retry-After")), is_down)
