"""What options and values are called, where each name may be there only once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container

# Takes no room and is not seen (U+2060, WORD JOINER). An option that is about to leave a product,
# or that has just come, stands beside one of the same name: Medusa's variants name their options
# by title (docs/medusa-api.md#equal-titles-lose-options), and shoppers see no difference.
_UNSEEN = "\u2060"


def hide(title: str) -> str:
    """Return a title that looks the same and is another one."""
    return f"{title}{_UNSEEN}"


def show(title: str | None) -> str:
    """Return a title without what `hide` added, "" where a store has none."""
    return (title or "").rstrip(_UNSEEN)


def number(title: str, taken: Container[str]) -> str:
    """Return a title that isn't taken: "Size", "Size (2)", "Size (3)" …"""
    names = (f"{title} ({count})" for count in itertools.count(2))
    return next(name for name in itertools.chain([title], names) if name not in taken)


def is_called(name: str, title: str) -> bool:
    """Tell whether a name is a title, or the title with a number."""
    return bool(re.fullmatch(rf"{re.escape(title)}( \(\d+\))?", show(name)))
