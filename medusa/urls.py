"""URLs: what an admin may enter, and how a query is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import SplitResult, quote, urlencode, urlsplit, urlunsplit

Params = Mapping[str, object] | Iterable[tuple[str, str]]

# Medusa serves its dashboard under /app and the API under /admin: people paste either.
_DASHBOARD = re.compile(r"/(?:app|admin)(?:/.*)?$")
_HOST = re.compile(r"^[^\s/?#@\\<>\"]+$")


def normalize_url(url: str) -> str:
    """Return the address of a Medusa server in one canonical spelling.

    :param str url: as typed; with or without a trailing slash, ``/app`` or ``/admin``
    :return: scheme, host, port and path prefix, without a trailing slash
    :raise ValueError: no http(s) URL, no host, or a user name or password in it
    """
    parts = urlsplit((url or "").strip())
    check_parts(parts)
    path = _DASHBOARD.sub("", parts.path).rstrip("/")
    if path == parts.path.rstrip("/") and (parts.query or parts.fragment):
        raise ValueError("The URL must not contain '?' or '#'.")
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))


def get_origin(url: str) -> tuple[str, str | None, int | None]:
    """Return scheme, host and port: to whom a key was entrusted."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname, parts.port or default


def check_parts(parts: SplitResult) -> None:
    """:raise ValueError: no http(s) URL, no host, or a user name or password in it."""
    if parts.scheme not in ("http", "https"):
        raise ValueError("The URL must start with https:// or http://.")
    if "@" in parts.netloc:
        raise ValueError("The URL must not contain a user name or a password.")
    if not parts.hostname or not _HOST.match(parts.netloc):
        raise ValueError("The URL names no valid host.")
    try:
        port = parts.port
    except ValueError as err:
        raise ValueError("The URL's port is not a number from 1 to 65535.") from err
    if port == 0:
        raise ValueError("The URL's port is not a number from 1 to 65535.")


def encode_query(params: Params | None) -> str:
    """Write a query string as it is sent; commas stay readable, and a third shorter.

    Brackets take three characters each: whoever sends it would write them so.

    :param params: pairs, or a mapping whose values may be lists; ``None`` values are left out
    """
    pairs = params.items() if isinstance(params, Mapping) else params or ()
    kept = [(key, value) for key, value in pairs if value is not None]
    return urlencode(kept, doseq=True, safe="$,*", quote_via=quote)


def path_id(record_id: str) -> str:
    """Quote a record's id as one segment of a path."""
    return quote(record_id, safe="")
