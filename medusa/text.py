"""Text of a server, made fit for a log, a database and a reader."""

from __future__ import annotations

import re

# What ends a line, moves the cursor, or turns the direction of what follows.
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# How a NUL or half a character stands in JSON, without which nothing needs to be looked at.
_SUSPICIOUS = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def make_line(text: str) -> str:
    """Return a text as one line: a server can't forge lines of a log by line breaks."""
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text)).strip()


def is_suspicious(text: str) -> bool:
    """Tell whether the values of a JSON text have to be cleaned."""
    return bool(_SUSPICIOUS.search(text))


def clean(value: object) -> object:
    """Return a JSON value without NUL and halves of characters, which no database takes."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value.replace("\x00", ""))
    if isinstance(value, list):
        return [clean(part) for part in value]
    if isinstance(value, dict):
        return type(value)((clean(key), clean(part)) for key, part in value.items())
    return value
