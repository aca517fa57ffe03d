"""The one way to Medusa's Admin API: every request passes through ``MedusaClient.request``."""

from __future__ import annotations

import logging
import time
from typing import Any

import requests

from .answers import SAFE_METHODS, error_from_answer, parse_object, response_error
from .exceptions import (
    MedusaConflictError,
    MedusaConnectionError,
    MedusaError,
    MedusaRateLimitError,
    MedusaRedirectError,
    MedusaServerError,
    MedusaTimeoutError,
)
from .messages import read_text
from .packing import encode
from .recording import Recorder
from .secret import SecretKey
from .shapes import find_misshapen
from .transport import TRANSPORT_ERRORS, MedusaSession, error_from_exception, forget_request
from .urls import Params, encode_query, normalize_url

_logger = logging.getLogger(__name__)

USER_AGENT = "medusa_connector/19.0 (Odoo)"
# Seconds to connect, seconds between two bytes of an answer. A full batch takes a few seconds;
# a Medusa whose database is down never answers (docs/medusa-api.md#database-down-means-hanging).
DEFAULT_TIMEOUT = (10.0, 120.0)
# Medusa closes an idle connection after 5 to 6 s; one that old may break under the next request
# (docs/medusa-api.md#idle-connections-are-closed).
IDLE_LIMIT = 4.0

JSON = "application/json"

Timeout = tuple[float, float]

_TROUBLES = (MedusaRateLimitError, MedusaServerError, MedusaTimeoutError)


class MedusaClient:
    """Sends JSON to one Medusa and returns JSON, or raises a ``MedusaError``.

    Never waits between tries and never follows a redirect. A context manager: leaving it closes
    the connections. Of one thread: two threads have a client each, and share nothing.

    :param str url: the server's address, see ``normalize_url``
    :param str api_key: a secret API key (``sk_...``)
    :param timeout: seconds to connect and seconds to wait for the answer
    :param recorder: keeps what is asked and answered
    :raise ValueError: the URL or the key can't be used
    """

    key_header = "Authorization"

    # Replaced in tests: what the clock says decides whether a kept connection is dropped.
    _clock = staticmethod(time.monotonic)

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        timeout: Timeout = DEFAULT_TIMEOUT,
        recorder: Recorder | None = None,
    ) -> None:
        self.url = normalize_url(url)
        self.recorder = recorder
        self.timeout = timeout
        self.requests = 0
        self.writes = 0
        self.bytes_sent = 0
        # Answers by which a store says that it is asked too much.
        self.troubles = 0
        # When the last answer was given by the server's own clock, as its header says it.
        self.served = ""
        self._key = SecretKey(api_key)
        self._session = MedusaSession(USER_AGENT)
        self._last_used: float | None = None

    def __enter__(self) -> MedusaClient:
        return self

    def __exit__(self, *exc_info) -> None:
        self.close()
        if self.recorder:
            self.recorder.end()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"

    def close(self) -> None:
        """Close the kept connections; the next request opens a new one."""
        self._session.close()
        self._last_used = None

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
        """Send one request and return the object that Medusa answers.

        :param str path: from the server's root, as ``/admin/products``
        :param params: the query, see ``encode_query``
        :param dict json: the body, or
        :param bytes body: the body as JSON already, or
        :param str content_type: what it is instead
        :param timeout: overrides the client's
        :raise MedusaError: in one of its subclasses, for whatever went wrong
        """
        method = method.upper()
        if json is not None:
            body = encode(json)
        prepared = self._prepare_request(method, self._build_url(path, params), body, content_type)
        response = self._send(prepared, path, timeout or self.timeout)
        self._check_status(response, method, path)
        return self._parse_response(response, method, path)

    # The steps of a request, one hook each

    def _build_url(self, path: str, params: Params | None) -> str:
        """Return the full URL; the host is always the configured one."""
        query = encode_query(params)
        return f"{self.url}/{path.lstrip('/')}" + (f"?{query}" if query else "")

    def _get_key_value(self) -> str:
        """Return what the header of the key says."""
        return self._key.authorization()

    def _build_headers(self, body: bytes | None, content_type: str) -> dict[str, str]:
        """Return the headers of one request; the session adds its own, ``_send_once`` the key."""
        return {"Content-Type": content_type} if body is not None else {}

    def _prepare_request(
        self, method: str, url: str, body: bytes | None, content_type: str = JSON
    ) -> requests.PreparedRequest:
        """Build what is sent."""
        headers = self._build_headers(body, content_type)
        request = requests.Request(method, url, headers=headers, data=body)
        try:
            return self._session.prepare_request(request)
        except TRANSPORT_ERRORS as err:
            forget_request(err)
            raise MedusaConnectionError(
                self._key.scrub(str(err)), retryable=False, method=method
            ) from err

    def _send(
        self, prepared: requests.PreparedRequest, path: str, timeout: Timeout
    ) -> requests.Response:
        """Send; a read whose kept connection turns out to be closed is sent once more."""
        if self._is_idle():
            self.close()
        kept = self._last_used is not None
        try:
            return self._send_once(prepared, path, timeout)
        except MedusaConnectionError as err:
            again = kept and err.connection_lost and prepared.method in SAFE_METHODS
            if not again:
                raise
        return self._send_once(prepared, path, timeout)

    def _send_once(
        self, prepared: requests.PreparedRequest, path: str, timeout: Timeout
    ) -> requests.Response:
        # The key is in the headers of this copy only, and only while it is being sent: no
        # exception, log or traceback with local variables can show it afterwards.
        attempt = prepared.copy()
        attempt.headers[self.key_header] = self._get_key_value()
        settings = self._session.merge_environment_settings(attempt.url, {}, False, None, None)
        self._count(attempt)
        started = self.recorder.now() if self.recorder else 0.0
        try:
            response = self._session.send(
                attempt, timeout=timeout, allow_redirects=False, **settings
            )
        except TRANSPORT_ERRORS as err:
            self.close()
            error = error_from_exception(err, method=attempt.method or "", path=path)
            self._log(attempt, path, error.failure_type)
            self._record(attempt, started, failure=error.failure_type)
            forget_request(err)
            raise self._scrubbed(error) from err
        finally:
            attempt.headers.pop(self.key_header, None)
        self._last_used = self._clock()
        self.served = response.headers.get("Date", "")
        self._log(attempt, path, response.status_code)
        self._record(attempt, started, status=response.status_code, answer=response.content)
        return response

    def _check_status(self, response: requests.Response, method: str, path: str) -> None:
        """Raise for every status but 2xx, before anybody tries to read the body as JSON."""
        if 200 <= response.status_code < 300:
            return
        raise self._scrubbed(
            error_from_answer(
                response.status_code,
                response.headers,
                response.content,
                method=method,
                path=path,
                clean=self._key.scrub,
            )
        )

    def _parse_response(self, response: requests.Response, method: str, path: str) -> dict:
        """Return the answer's JSON object, or raise ``MedusaResponseError``."""
        data = parse_object(self._key.mask(response.content))
        if data is None:
            reason = (
                f"the answer is not a JSON object: {read_text(response.content, self._key.scrub)}"
            )
        elif field := find_misshapen(data):
            reason = f"{field} in the answer is not as the API promises"
        else:
            return data
        raise self._scrubbed(
            response_error(reason, status=response.status_code, method=method, path=path)
        )

    # Small helpers

    def _is_idle(self) -> bool:
        return self._last_used is not None and self._clock() - self._last_used > IDLE_LIMIT

    def _count(self, request: requests.PreparedRequest) -> None:
        self.requests += 1
        self.writes += request.method not in SAFE_METHODS
        self.bytes_sent += len(request.body or b"")

    def _log(self, request: requests.PreparedRequest, path: str, result: object) -> None:
        _logger.debug(
            "%s %s%s (%d bytes): %s",
            request.method,
            self.url,
            path,
            len(request.body or b""),
            result,
        )

    def _record(self, request: requests.PreparedRequest, started: float, **outcome: Any) -> None:
        if self.recorder:
            self.recorder.note(
                request.method or "", request.url or "", request.body, started,
                clean=self._key.scrub, **outcome,
            )  # fmt: skip

    def _scrubbed(self, error: MedusaError) -> MedusaError:
        self.troubles += isinstance(error, _TROUBLES)
        error.message = self._key.scrub(error.message)
        error.args = (error.message,)
        if isinstance(error, MedusaRedirectError):
            error.location = self._key.scrub(error.location)
        if isinstance(error, MedusaConflictError) and error.value:
            error.value = self._key.scrub(error.value)
        return error
