"""What can go wrong with a call to Medusa, one class per kind.

``failure_type`` is the closed list that a caller may store: connection, timeout, tls, plain_http,
server, rate_limit, authentication, forbidden, validation, conflict, not_found, too_large, response,
redirect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .text import make_line

MESSAGE_LENGTH = 1000


@dataclass
class Rights:
    """What is known of a key; what couldn't be tried is in neither.

    :ivar read: whether it may read, by resource
    :ivar write: whether it may write, by resource
    """

    read: dict[str, bool] = field(default_factory=dict)
    write: dict[str, bool] = field(default_factory=dict)


class MedusaError(Exception):
    """A call to Medusa failed.

    :param str message: the server's own words, or the reason of a failed connection
    :param int status_code: HTTP status of the answer, ``None`` when there was none
    :param float retry_after: seconds the server asked to wait
    :param bool outcome_unknown: the request may have been carried out all the same
    :param bool retryable: overrides the class' own answer to "may the same request work later?"
    :param str medusa_type: ``type`` of Medusa's error body ("invalid_data", "not_found", ...)
    :ivar served_at: the time of the answer by the server's own clock, ``None`` if it doesn't say
    """

    failure_type = "server"
    retryable = False
    served_at: datetime | None = None

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int | None = None,
        retryable: bool | None = None,
        retry_after: float | None = None,
        outcome_unknown: bool = False,
        medusa_type: str | None = None,
        method: str | None = None,
        path: str | None = None,
    ) -> None:
        # Cut before and after: no message is too long to be looked at.
        self.message = make_line(message[: 2 * MESSAGE_LENGTH])[:MESSAGE_LENGTH]
        self.status_code = status_code
        if retryable is not None:
            self.retryable = retryable
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown
        self.medusa_type = medusa_type
        self.method = method
        self.path = path
        super().__init__(self.message)

    def __str__(self) -> str:
        call = " ".join(part for part in (self.method, self.path) if part)
        status = f"HTTP {self.status_code}" if self.status_code else ""
        return ": ".join(part for part in (call, status, self.message) if part)


class MedusaConnectionError(MedusaError):
    """The server could not be reached, or the connection broke before an answer."""

    failure_type = "connection"
    retryable = True
    # The connection stood and was closed without an answer (as opposed to never made).
    connection_lost = False


class MedusaTLSError(MedusaConnectionError):
    """No trusted encrypted connection could be made."""

    failure_type = "tls"


class MedusaPlainHttpError(MedusaTLSError):
    """The server speaks plain http where https was asked for."""

    failure_type = "plain_http"


class MedusaTimeoutError(MedusaError):
    """No connection, or no answer, in the time that the caller gives."""

    failure_type = "timeout"
    retryable = True


class MedusaServerError(MedusaError):
    """The server, or a proxy before it, failed (HTTP 5xx)."""

    failure_type = "server"
    retryable = True


class MedusaRateLimitError(MedusaError):
    """Too many requests (HTTP 429); ``retry_after`` says how long to wait, where it is known."""

    failure_type = "rate_limit"
    retryable = True


class MedusaAuthenticationError(MedusaError):
    """The key is unknown or revoked (HTTP 401)."""

    failure_type = "authentication"


class MedusaForbiddenError(MedusaAuthenticationError):
    """What was asked for isn't allowed, whatever the key is (HTTP 403).

    Medusa itself says so only where role-based access is on, and then names a type; without one
    it is the word of a proxy before it (docs/medusa-api.md#roles-need-a-login).

    :ivar rights: what else was tried with the key, where that was looked at
    """

    failure_type = "forbidden"
    rights: Rights | None = None

    @property
    def is_about_roles(self) -> bool:
        """Whether it is the role of the key that doesn't allow it."""
        return self.medusa_type == "forbidden"


class MedusaNotFoundError(MedusaError):
    """The record or the route does not exist (HTTP 404)."""

    failure_type = "not_found"


class MedusaValidationError(MedusaError):
    """The server refused the data (HTTP 400, 422 and the other 4xx)."""

    failure_type = "validation"


class MedusaTooLargeError(MedusaValidationError):
    """The body or the URL is too long for the server (HTTP 413, 414, 431)."""

    failure_type = "too_large"


class MedusaConflictError(MedusaValidationError):
    """A unique value is taken already, or two requests met (HTTP 409, or 400 "already exists").

    ``entity``, ``field`` and ``value`` say what is taken ("Product variant", "sku", "A-1"),
    where the message names them. "Inventory item" as entity is the item that a removed variant
    left behind.
    """

    failure_type = "conflict"
    entity: str | None = None
    field: str | None = None
    value: str | None = None


class MedusaResponseError(MedusaError):
    """The answer is a success but not what the API promises (HTML, cut off, other JSON)."""

    failure_type = "response"
    retryable = True


class NotMedusaError(MedusaResponseError):
    """Something answers at this URL, but it is no Medusa server."""

    retryable = False


class MedusaRedirectError(MedusaError):
    """The server points elsewhere (HTTP 3xx); never followed, or the key would travel along.

    ``location`` is the target without its query.
    """

    failure_type = "redirect"
    retryable = True
    location = ""
