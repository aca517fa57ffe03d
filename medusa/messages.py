"""What the words of an answer say: Medusa's own messages, and pages of a proxy before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

# "Product variant with sku: FS-S-Red, already exists." In a message that names several
# columns ("with option_id: opt_1, value: S") the ids before the last one are only its owner
# (docs/medusa-api.md#taken-values-are-named).
_TAKEN = re.compile(
    r"^(?P<entity>.+?) with (?:\w+_id: [^\s,]+, )*(?P<field>\w+): (?P<value>.*), already exists",
    re.DOTALL,
)
# No part of it may run over a "<": each would be looked at again from every one before it.
_TAGS = re.compile(r"<(?:style|script)\b[^<>]*>[^<]*|<[^<>]*>", re.IGNORECASE)
# Enough of a body to find the reason in; HTML error pages can be long.
_READ_LENGTH = 20_000
_TEXT_LENGTH = 300


class Taken(NamedTuple):
    """What is taken already: ("Product variant", "sku", "A-1"); all ``None`` if nobody says."""

    entity: str | None = None
    field: str | None = None
    value: str | None = None


def find_taken(message: str) -> Taken:
    """Return which unique value a refusal names; Medusa has no other place for it."""
    found = _TAKEN.search(message)
    return Taken(*found.group("entity", "field", "value")) if found else Taken()


def says_taken(message: str) -> bool:
    """Tell whether a refusal is about a unique value, named or not."""
    return "already exist" in message


def read_text(body: bytes, clean: Callable[[str], str] = str) -> str:
    """Return the words of a body that is not JSON, without HTML tags.

    :param clean: masks what must not be shown, before anything is cut
    """
    text = clean(body.decode(errors="replace"))[:_READ_LENGTH]
    text = _TAGS.sub(" ", text)
    return " ".join(text.split())[:_TEXT_LENGTH]
