"""The few requests that the set-up sends to a server of this machine."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from .shell import Failure

TIMEOUT = 30
# A proxy has no business with an address of this machine.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url: str) -> bool:
    """Tell whether a GET of ``url`` is answered, and with success."""
    try:
        with _opener.open(url, timeout=TIMEOUT):
            return True
    except OSError:
        return False


def get(url: str, token: str = "", headers: Mapping[str, str] | None = None) -> Any:
    """Return the JSON at ``url``."""
    return _json(urllib.request.Request(url, headers=dict(headers or {})), token)


def download(url: str) -> tuple[str, bytes]:
    """Return the type and the content of what a browser is given at ``url``.

    :raise Failure: when it is given nothing
    """
    try:
        with _opener.open(url, timeout=TIMEOUT) as answer:
            return answer.headers.get_content_type(), answer.read()
    except OSError as error:
        raise Failure(f"{url}: {error}") from error


def post(
    url: str, body: dict[str, Any], token: str = "", headers: Mapping[str, str] | None = None
) -> Any:
    """Return the JSON that is answered when ``body`` is sent to ``url``."""
    data = json.dumps(body).encode()
    return _json(urllib.request.Request(url, data=data, headers=dict(headers or {})), token)


def _json(request: urllib.request.Request, token: str) -> Any:
    """Return the JSON that is answered to ``request``.

    :raise Failure: when the answer is an error
    """
    request.add_header("content-type", "application/json")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        text = error.read().decode(errors="replace")
        raise Failure(f"{request.full_url} answers {error.code}: {text}") from error
