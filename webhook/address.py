"""The address of a receiver, and the placeholders in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit

from ..medusa.urls import check_parts

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def get_placeholders(pattern: str) -> list[str]:
    """Return the names in braces, as often as they stand in an address."""
    return _PLACEHOLDER.findall(pattern)


def clean_pattern(pattern: str, names: Iterable[str] = ()) -> str:
    """Return an address as it is kept.

    :param str pattern: as typed; placeholders stand in the path or the query
    :param names: of the placeholders that are known
    :raise ValueError: it is no http(s) URL, has a user name, a password or a fragment, or braces
        that are no placeholder of these names
    """
    text = (pattern or "").strip()
    parts = urlsplit(text)
    check_parts(parts)
    if parts.fragment:
        raise ValueError("The URL must not contain '#'.")
    if re.search(r"\s", text):
        raise ValueError("The URL must not contain spaces.")
    left = _PLACEHOLDER.sub("", text)
    if set(get_placeholders(text)) - set(names) or "{" in left or "}" in left:
        raise ValueError("The URL has an unknown placeholder.")
    if get_placeholders(parts.netloc):
        raise ValueError("The URL's host must not be a placeholder.")
    return text


def fill_pattern(pattern: str, body: Mapping[str, object]) -> str:
    """Put what a message says into the placeholders of an address.

    :param body: a list's entries are joined by commas; what is missing is empty
    """

    def get_text(match: re.Match[str]) -> str:
        value = body.get(match[1])
        values = value if isinstance(value, list | tuple) else [value]
        return ",".join(quote(str(row), safe="") for row in values if row is not None)

    return _PLACEHOLDER.sub(get_text, pattern)
