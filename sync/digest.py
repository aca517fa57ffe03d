"""Fingerprints of what was sent: what has the same one needs no request."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from typing import Any

# Made once: `json.dumps` would make one for each value.
_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def digest(value: Any) -> str:
    """Return the fingerprint of plain values, the same whatever the order of their keys.

    :return: 32 hexadecimal digits
    """
    return hashlib.blake2b(_encode(value).encode(), digest_size=16).hexdigest()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def digest_words(text: str) -> str:
    """Return the fingerprint of what a person reads of a text, HTML or plain; "" of none."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    return digest("".join(parser.words)) if parser.words else ""


def is_same(value: Any, known: str | None) -> bool:
    """Tell whether a fingerprint that was kept is that of `value`.

    Fingerprints of 19.0.1 were written in other ways for price lists, terms and translations: after
    an upgrade nothing is sent again because of it.
    """
    return bool(known) and (known == digest(value) or known in _former_digests(value))


def _former_digests(value: Any) -> tuple[str, ...]:
    text = json.dumps(value, sort_keys=True)
    short = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return (
        hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        hashlib.blake2b(short.encode(), digest_size=8).hexdigest(),
    )
