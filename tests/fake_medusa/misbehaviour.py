"""What goes wrong on demand: on the way, in a proxy, in the server."""

import fnmatch
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import requests
from urllib3 import exceptions as urllib3_errors

from .errors import unauthorized, unknown_error
from .responses import html_response, json_response, response

ELSEWHERE = "https://elsewhere.example"


@dataclass
class Misbehaviour:
    """One thing that goes wrong.

    :param str kind: one of ``KINDS``
    :param when: which requests it meets: a predicate over the recorded request, or
        "METHOD /path" with wildcards ("POST /admin/products/*"), or a path alone; all by default
    :param times: how often; ``None`` for ever
    """

    kind: str
    when: Callable | str | None = None
    times: int | None = None
    details: dict = field(default_factory=dict)

    def meets(self, recorded) -> bool:
        """Tell whether it strikes this request, and count it."""
        if self.times == 0 or not self._matches(recorded):
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def _matches(self, recorded):
        if self.when is None:
            return True
        if callable(self.when):
            return self.when(recorded)
        pattern = self.when if " " in self.when else f"* {self.when}"
        return fnmatch.fnmatchcase(f"{recorded.method} {recorded.path}", pattern)

    def answer(self, request, act) -> requests.Response:
        """Return the wrong answer, or raise.

        :param act: carries the request out and returns the right answer
        """
        before, make = KINDS[self.kind]
        return make(request, act() if before else None, self.details)


def _refused(request, right, details):
    reason = ConnectionRefusedError(111, "Connection refused")
    raise _never_connected(request, reason)


def _dns(request, right, details):
    raise _never_connected(request, OSError(-2, "Name or service not known"))


def _unreachable(request, right, details):
    raise _never_connected(request, TimeoutError(110, "Connection timed out"))


def _never_connected(request, reason):
    error = urllib3_errors.NewConnectionError(None, f"Failed to establish: {reason}")
    error.__cause__ = reason
    outer = urllib3_errors.MaxRetryError(None, request.url, error)
    return requests.ConnectionError(outer, request=request)


def _reset(request, right, details):
    reason = ConnectionResetError(104, "Connection reset by peer")
    error = urllib3_errors.ProtocolError("Connection aborted.", reason)
    raise requests.ConnectionError(error, request=request)


def _connect_timeout(request, right, details):
    raise requests.ConnectTimeout("Connection timed out", request=request)


def _read_timeout(request, right, details):
    raise requests.ReadTimeout("Read timed out.", request=request)


def _tls(request, right, details):
    reason = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed certificate")
    outer = urllib3_errors.MaxRetryError(None, request.url, urllib3_errors.SSLError(reason))
    raise requests.exceptions.SSLError(outer, request=request)


def _unauthorized(request, right, details):
    error = unauthorized()
    return json_response(request, error.status, error.body)


def _forbidden(request, right, details):
    return json_response(request, 403, {"type": "forbidden", "message": "Forbidden"})


def _firewall(request, right, details):
    return html_response(request, 403, "403 Forbidden", "nginx")


def _rate_limit(request, right, details):
    headers = {"Retry-After": str(details.get("retry_after", 30))}
    return response(request, 429, b"Too Many Requests", "text/plain", headers)


def _server_error(request, right, details):
    error = unknown_error()
    return json_response(request, error.status, error.body)


def _bad_gateway(request, right, details):
    return html_response(request, 502, "502 Bad Gateway", "nginx")


def _not_found(request, right, details):
    return html_response(request, 404, "Error", f"Cannot {request.method}")


def _html(request, right, details):
    return html_response(request, 200, "Welcome", "Log in to continue")


def _truncated(request, right, details):
    content = right.content[: len(right.content) // 2]
    return response(request, right.status_code, content, "application/json; charset=utf-8")


def _too_large(request, right, details):
    return html_response(request, 413, "413 Request Entity Too Large", "nginx")


def _uri_too_long(request, right, details):
    return html_response(request, 414, "414 Request-URI Too Large", "nginx")


def _redirect(request, right, details):
    target = details.get("location", f"{ELSEWHERE}{request.path_url}")
    return response(request, 301, b"", "text/html", {"Location": target})


def _answer(request, right, details):
    return json_response(request, details.get("status", 200), details.get("body", {}))


def _spoilt(request, right, details):
    body = json.loads(right.content)
    details["spoil"](body)
    # Not by our own `json_response`: infinity is written as a number too large for any reader.
    content = json.dumps(body).replace("Infinity", "1e999").encode()
    return response(request, right.status_code, content, "application/json; charset=utf-8")


# By kind: whether the request is carried out first, and what comes of it.
KINDS = {
    "refused": (False, _refused),
    "dns": (False, _dns),
    # The system gives up on the connection before the client does.
    "unreachable": (False, _unreachable),
    "reset": (False, _reset),
    "reset_after": (True, _reset),
    "connect_timeout": (False, _connect_timeout),
    "timeout_before": (False, _read_timeout),
    "timeout_after": (True, _read_timeout),
    # PostgreSQL is down behind Medusa: it accepts the request and never answers.
    "hang_db": (False, _read_timeout),
    "tls": (False, _tls),
    "unauthorized": (False, _unauthorized),
    # Medusa's own word, where role-based access is on; and that of a proxy before it.
    "forbidden": (False, _forbidden),
    "firewall": (False, _firewall),
    "rate_limit": (False, _rate_limit),
    "server_error": (False, _server_error),
    "bad_gateway": (False, _bad_gateway),
    "bad_gateway_after": (True, _bad_gateway),
    "not_found": (False, _not_found),
    "html": (False, _html),
    "truncated": (True, _truncated),
    "too_large": (False, _too_large),
    "uri_too_long": (False, _uri_too_long),
    "redirect": (False, _redirect),
    # Any answer: details status and body.
    "answer": (False, _answer),
    # The right answer, in which details["spoil"] changes something.
    "spoilt": (True, _spoilt),
}
