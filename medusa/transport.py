"""The HTTP session, and what its failures mean. With ``client``, all that knows ``requests``."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3 import exceptions as urllib3_errors

from .answers import SAFE_METHODS
from .bounds import ANSWER_LIMIT, AnswerTooLargeError, BoundedAdapter
from .exceptions import (
    MedusaConnectionError,
    MedusaError,
    MedusaPlainHttpError,
    MedusaResponseError,
    MedusaTimeoutError,
    MedusaTLSError,
)

TRANSPORT_ERRORS = (requests.RequestException, urllib3_errors.HTTPError, OSError)

# Raised before anything was sent: the server can't have acted on the request.
_NEVER_SENT = (
    urllib3_errors.NewConnectionError,
    urllib3_errors.ProxyError,
    requests.exceptions.ProxyError,
    ssl.SSLCertVerificationError,
)
_NO_CONNECTION_IN_TIME = (requests.ConnectTimeout, urllib3_errors.ConnectTimeoutError)
_NO_ANSWER_IN_TIME = (requests.ReadTimeout, urllib3_errors.ReadTimeoutError, TimeoutError)
_TLS = (requests.exceptions.SSLError, urllib3_errors.SSLError, ssl.SSLError)
_CUT_OFF = (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)
_BAD_URL = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidProxyURL,
)


class _NoAuth(AuthBase):
    """Adds nothing. Being set, it keeps requests from looking for a password in .netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class MedusaSession(requests.Session):
    """A keep-alive session that follows no redirect and keeps neither key nor cookie."""

    def __init__(self, user_agent: str) -> None:
        super().__init__()
        self.auth = _NoAuth()
        self.headers.update({"User-Agent": user_agent, "Accept": "application/json"})
        self.headers["Accept-Encoding"] = "gzip"
        for scheme in ("https://", "http://"):
            self.mount(scheme, BoundedAdapter())
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """Close the connections now; urllib3 would leave it to the garbage collector."""
        for adapter in self.adapters.values():
            pools = adapter.poolmanager.pools  # type: ignore[attr-defined]
            for key in pools.keys():  # noqa: SIM118 - the container is no mapping to iterate
                pool = pools.get(key)
                if pool is not None:
                    pool.close()
        return super().close()

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find no target, ever: the key must not travel to another host."""
        return


def error_from_exception(err: Exception, *, method: str, path: str) -> MedusaError:
    """Say what a failure of the transport means for the request.

    :param err: what requests, or urllib3 under it, has raised
    :return: the exception to raise from it; ``outcome_unknown`` when the server may have acted
    """
    chain = list(_causes(err))
    details: dict[str, Any] = {"method": method, "path": path}
    unsafe = method not in SAFE_METHODS
    if _among(chain, (AnswerTooLargeError,)):
        reason = f"the answer is larger than {ANSWER_LIMIT // 2**20} MB"
        return MedusaResponseError(reason, outcome_unknown=unsafe, **details)
    never_sent = _among(chain, _NEVER_SENT)
    unknown = unsafe and not never_sent
    if _among(chain, _NO_CONNECTION_IN_TIME) and not never_sent:
        return MedusaTimeoutError("no connection in time", **details)
    if _among(chain, _NO_ANSWER_IN_TIME) and not never_sent:
        return MedusaTimeoutError("no answer in time", outcome_unknown=unsafe, **details)
    if _is_plain_http(chain):
        return MedusaPlainHttpError("the server answers plain http", **details)
    if _among(chain, _TLS):
        return MedusaTLSError(_reason(chain), outcome_unknown=unknown, **details)
    if _among(chain, _CUT_OFF):
        return MedusaResponseError("the answer is cut off", outcome_unknown=unsafe, **details)
    if _among(chain, _BAD_URL):
        return MedusaConnectionError(_reason(chain), retryable=False, **details)
    error = MedusaConnectionError(_reason(chain), outcome_unknown=unknown, **details)
    error.connection_lost = not never_sent
    return error


def forget_request(err: BaseException) -> None:
    """Take everything that holds the key off an exception and its causes.

    The request carries it in its headers; so do copies of them in the frames of urllib3, which
    an error report with local variables would show.
    """
    for cause in _causes(err):
        cause.__traceback__ = None
        if isinstance(cause, requests.RequestException):
            cause.request = None
            cause.response = None


def _causes(err: BaseException) -> Iterator[BaseException]:
    # requests and urllib3 wrap in three ways: as an argument, as .reason, as the cause.
    waiting, seen = [err], set()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inner = (*current.args, getattr(current, "reason", None))
        inner += (current.__cause__, current.__context__)
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]


def _among(chain: list[BaseException], kinds: tuple[type[BaseException], ...]) -> bool:
    return any(isinstance(cause, kinds) for cause in chain)


def _is_plain_http(chain: list[BaseException]) -> bool:
    # What OpenSSL calls an answer that isn't encrypted; nothing was sent by then but a greeting.
    reasons = {getattr(cause, "reason", None) for cause in chain if isinstance(cause, ssl.SSLError)}
    return bool(reasons & {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"})


def _reason(chain: list[BaseException]) -> str:
    if any(_is_no_http(cause) for cause in chain):
        # Not its words: they are what the server sent, which may be no shop's.
        return "the answer is no HTTP"
    # The innermost words tell most ("Connection refused", "Name or service not known").
    texts = [cause.strerror for cause in chain if isinstance(cause, OSError) and cause.strerror]
    return texts[-1] if texts else str(chain[-1]) or type(chain[-1]).__name__


def _is_no_http(cause: BaseException) -> bool:
    # A connection that was closed without an answer is such an exception as well.
    return isinstance(cause, http.client.HTTPException) and not isinstance(cause, OSError)
