"""From an HTTP answer to a JSON object, or to the exception that it stands for."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from .exceptions import (
    MESSAGE_LENGTH,
    MedusaAuthenticationError,
    MedusaConflictError,
    MedusaError,
    MedusaForbiddenError,
    MedusaNotFoundError,
    MedusaRateLimitError,
    MedusaRedirectError,
    MedusaResponseError,
    MedusaServerError,
    MedusaTimeoutError,
    MedusaTooLargeError,
    MedusaValidationError,
)
from .messages import find_taken, read_text, says_taken
from .shapes import Row
from .text import clean as clean_values
from .text import is_suspicious, make_line

SAFE_METHODS = ("GET", "HEAD")
# A server that asks for more is asked again after a day all the same.
LONGEST_WAIT = 86_400.0

_BY_STATUS: Mapping[int, type[MedusaError]] = MappingProxyType(
    {
        401: MedusaAuthenticationError,
        403: MedusaForbiddenError,
        404: MedusaNotFoundError,
        408: MedusaTimeoutError,
        409: MedusaConflictError,
        413: MedusaTooLargeError,
        414: MedusaTooLargeError,
        429: MedusaRateLimitError,
        431: MedusaTooLargeError,
    }
)
# Types for which Medusa answers 500 although it is the data that it refuses
# (docs/medusa-api.md#some-500-are-data).
_DATA_TYPES = ("invalid_argument", "unexpected_state")


def parse_object(body: bytes) -> dict | None:
    """Read a JSON object; ``None`` when the body is anything else."""
    try:
        # Not by `json`'s own decoding, which lets halves of characters pass.
        text = body.decode("utf-8-sig", errors="replace")
        data = json.loads(text, object_hook=Row, **_READERS)
        data = clean_values(data) if is_suspicious(text) else data
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read_float(text: str) -> float:
    number = float(text)
    # So would 1e999 be read, which no database takes, and no browser.
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


_READERS = MappingProxyType({"parse_constant": _refuse, "parse_float": _read_float})


def error_from_answer(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    method: str,
    path: str,
    clean: Callable[[str], str] = str,
) -> MedusaError:
    """Build the exception for an answer whose status is not 2xx.

    :param int status: HTTP status
    :param headers: the answer's headers, case-insensitive
    :param bytes body: the answer's body; JSON as Medusa's own, or a proxy's HTML
    :param clean: masks the key in a text, before the text is cut
    """
    data = parse_object(body)
    message = data.get("message") if data else None
    medusa_type = data.get("type") if data else None
    message = clean(message) if isinstance(message, str) else read_text(body, clean)
    details: dict[str, Any] = {
        "status_code": status,
        "medusa_type": medusa_type[:100] if isinstance(medusa_type, str) else None,
        "method": method,
        "path": path,
    }
    if 300 <= status < 400:
        return redirect_error(clean(headers.get("location", "")), details)
    error = _error_class(status, message, medusa_type)(message, **details)
    error.retry_after = parse_retry_after(headers.get("retry-after"))
    error.served_at = parse_served(headers.get("date"))
    if isinstance(error, MedusaConflictError):
        error.entity, error.field, error.value = find_taken(error.message)
        # Medusa's "conflicted with another request": the same request may well work later.
        error.retryable = status == 409 and error.field is None
    error.outcome_unknown = method not in SAFE_METHODS and _may_have_acted(status, data)
    return error


def _error_class(status: int, message: str, medusa_type: object) -> type[MedusaError]:
    if status >= 500:
        return MedusaValidationError if medusa_type in _DATA_TYPES else MedusaServerError
    if status in (400, 422) and says_taken(message):
        return MedusaConflictError
    return _BY_STATUS.get(status, MedusaValidationError)


def _may_have_acted(status: int, data: dict | None) -> bool:
    # Medusa's own error body means that it has undone what it began. A gateway's 502 or 504
    # says nothing about what the server behind it did (docs/medusa-api.md#errors-name-a-type).
    return status == 408 or (status >= 500 and not (data and "type" in data))


def redirect_error(location: str, details: dict[str, Any]) -> MedusaRedirectError:
    """Build the exception that names where the server points to, without its query."""
    try:
        parts = urlsplit(location)
    except ValueError:
        parts = urlsplit("")
    host = parts.netloc.rpartition("@")[2]
    target = urlunsplit((parts.scheme, host, parts.path, "", ""))
    error = MedusaRedirectError(f"redirects to {target or 'an unnamed place'}", **details)
    error.location = make_line(target)[:MESSAGE_LENGTH]
    return error


def response_error(
    reason: str, *, method: str, path: str, status: int = 200
) -> MedusaResponseError:
    """Build the exception for a 2xx answer that is not what the API promises.

    :param str reason: what is wrong with it
    """
    return MedusaResponseError(
        reason,
        status_code=status,
        method=method,
        path=path,
        outcome_unknown=method not in SAFE_METHODS,
    )


def parse_retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Read a Retry-After header, seconds or an HTTP date, as seconds from now.

    :return: seconds, never negative and at most a day; ``None`` when there is none or it can't
        be read
    """
    if not value:
        return None
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return min(float(value), LONGEST_WAIT)
    moment = parse_date(value)
    if moment is None:
        return None
    seconds = (moment - (now or datetime.now(timezone.utc))).total_seconds()
    return min(LONGEST_WAIT, max(0.0, seconds))


def parse_served(value: str | None) -> datetime | None:
    """Read the time of an answer; ``None`` as well where nobody can reckon with it."""
    moment = parse_date(value)
    is_usual = moment and datetime.min.year < moment.year < datetime.max.year
    return moment if is_usual else None


def parse_date(value: str | None) -> datetime | None:
    """Read an HTTP date; ``None`` when there is none or it can't be read."""
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment
