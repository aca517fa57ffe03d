"""A record of what was asked of a store and what it answered, for who runs it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .secret import MASK
from .text import make_line

# Of a body, so many characters are kept: those of single records come whole.
BODY_LIMIT = 20_000
# A larger answer isn't searched for what it is about: what was asked tells it, of a read at once.
SEARCH_LIMIT = 4_000_000
READ_LIMIT = 50_000
MOST_KEYS = 2000
# Requests that wait for being taken, at the most: the last ones tell most.
MOST_WAITING = 500

# Their answers name all that was sent: they are most of what a run asks, and are searched once.
_TOLD_AGAIN = "/products/batch"

# What names a record in a body, one level or two below it. An external_id is a product's alone
# there: those in metadata are of any record.
_NAMES = ("id", "inventory_item_id", "variant_id", "reference_id", "product_id")
_IDS = re.compile(r"\b[a-z]{2,10}_[0-9A-Z]{20,40}\b")
# What is nobody's to read, by its name; also in JSON that stands as a text in JSON.
_SECRET_NAMES = (
    "password|passwd|secret|token|api[-_]?key|authorization|cookie|credentials?|email|phone"
)
_SECRETS = re.compile(
    rf"""(\\{{0,3}}"[\w-]*(?:{_SECRET_NAMES})s?\\{{0,3}}"\s*:\s*)"""
    r"""(?!null\b)(?:\\+"[^"\\]*(?:\\+"|$)|"(?:[^"\\]|\\.)*"?"""
    r"""|\[[^\]]*\]?|\{[^}]*\}?|[^\s,}\]"]+)""",
    re.I,
)
_SECRETS_IN_PATH = re.compile(rf"([?&][\w%.\[\]-]*(?:{_SECRET_NAMES})(?:\[\])?=)[^&]*", re.I)
# Without one of these words, in small letters, a text has no such name.
_SECRET_WORDS = (
    *("password", "passwd", "secret", "token", "apikey", "api-key", "api_key", "authorization"),
    *("cookie", "credential", "email", "phone"),
)
# Keys as Medusa and others make them, secret and publishable, wherever they stand.
_KEYS = re.compile(r"\b(?:sk|pk|rk|whsec)_\w{20,}")
_KEY_STARTS = ("sk_", "pk_", "rk_", "whsec_")


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, without headers.

    :param started: seconds since 1970
    :param status: 0 where there was no answer
    :param failure: why there was none, in a word, see `exceptions`
    :param sent, received: bytes of the bodies
    :param request, answer: the bodies, cut and without secrets
    :param keys: what it is about: ids of the store, and ``x:5`` for the external_id 5
    """

    method: str
    path: str
    started: float
    seconds: float
    status: int
    failure: str
    sent: int
    received: int
    request: str
    answer: str
    keys: tuple[str, ...]

    @property
    def is_failure(self) -> bool:
        """Tell whether it went wrong: no answer, an error, or no JSON object."""
        return self.status < 200 or self.status > 299 or not self.answer.lstrip().startswith("{")


class Recorder:
    """Keeps exchanges until somebody takes them; several clients may share one.

    :param bool only_failures: what went well is left out
    :param now: tells seconds since 1970
    """

    def __init__(self, only_failures: bool = False, now: Callable[[], float] = time.time) -> None:
        self.only_failures = only_failures
        self.now = now
        self._waiting: deque[Exchange] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()

    def note(
        self,
        method: str,
        url: str,
        body: bytes | str | None,
        started: float,
        status: int = 0,
        answer: bytes = b"",
        failure: str = "",
        clean: Callable[[str], str] = str,
    ) -> None:
        """Keep an exchange. It raises nothing: no request fails because it is recorded.

        :param clean: takes the key out of a text
        """
        is_right = 200 <= status <= 299 and answer.lstrip()[:1] == b"{"
        if self.only_failures and is_right:
            return
        sent = body.encode() if isinstance(body, str) else body or b""
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        bodies = [(answer, READ_LIMIT if method == "GET" else SEARCH_LIMIT)]
        if not (is_right and parts.path.endswith(_TOLD_AGAIN)):
            bodies.insert(0, (sent, SEARCH_LIMIT))
        exchange = Exchange(
            method,
            _KEYS.sub(MASK, _SECRETS_IN_PATH.sub(rf"\1{MASK}", clean(path[:BODY_LIMIT]))),
            started,
            self.now() - started,
            status,
            failure,
            len(sent),
            len(answer),
            _show(sent, clean),
            _show(answer, clean),
            _clean_keys(_find_keys(parts.path, parts.query, *bodies), clean),
        )
        with self._lock:
            self._waiting.append(exchange)

    def end(self) -> None:
        """Hear that a client that has it is closed for good; others may go on."""

    def take(self) -> list[Exchange]:
        """Return what was kept since this was asked last, the oldest first."""
        with self._lock:
            found = list(self._waiting)
            self._waiting.clear()
        return found


def _show(body: bytes, clean: Callable[[str], str]) -> str:
    if body[:2] == b"--" or b"\x00" in body[:BODY_LIMIT]:
        return f"<{len(body)} bytes of files>"
    # A character may be cut in two at the end.
    text = body[: 4 * BODY_LIMIT].decode(errors="replace")[:BODY_LIMIT]
    # Most texts hold none: what is looked for first is a tenth of the work.
    lowered = text.lower()
    if any(word in lowered for word in _SECRET_WORDS):
        text = _SECRETS.sub(_mask, text)
    if any(start in text for start in _KEY_STARTS):
        text = _KEYS.sub(MASK, text)
    return clean(text).replace("\x00", "")


def _mask(found: re.Match[str]) -> str:
    """Return a secret's name and the mask, in quotes as the name is: it stays JSON."""
    name = found[1]
    quote = name[: name.index('"') + 1]
    return f"{name}{quote}{MASK}{quote}"


def _find_keys(path: str, query: str, *bodies: tuple[bytes, int]) -> list[str]:
    """Return what an exchange is about.

    :param bodies: each with the most bytes that are searched
    """
    keys = dict.fromkeys(_IDS.findall(path))
    for name, value in parse_qsl(query):
        plain = name.split("[")[0]
        if plain == "external_id":
            keys[f"x:{value}"] = None
        elif plain in _NAMES:
            keys[value] = None
    for body, limit in bodies:
        if len(body) <= limit and body.lstrip()[:1] == b"{":
            try:
                _walk(json.loads(body), 3, keys)
            except (ValueError, RecursionError):
                continue
    return [make_line(key)[:100] for key in keys][:MOST_KEYS]


def _clean_keys(keys: list[str], clean: Callable[[str], str]) -> tuple[str, ...]:
    """Return what an exchange is about without what would tell a secret."""
    # Hundreds at once: to look through them one by one would take long.
    groups = [keys[start : start + 100] for start in range(0, len(keys), 100)]
    return tuple(
        key
        for group in groups
        for key in (group if _is_clean("\n".join(group), clean) else _drop(group, clean))
    )


def _is_clean(text: str, clean: Callable[[str], str]) -> bool:
    return clean(text) == text and not _KEYS.search(text)


def _drop(keys: list[str], clean: Callable[[str], str]) -> list[str]:
    return [key for key in keys if _is_clean(key, clean)]


def _walk(value: Any, depth: int, keys: dict[str, None]) -> None:
    """Add to `keys` what a part of a body is about."""
    if isinstance(value, list):
        for part in value:
            if isinstance(part, dict | list):
                _walk(part, depth, keys)
            elif isinstance(part, str) and _IDS.fullmatch(part):
                keys[part] = None
    elif isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str):
                _read_name(name, part, keys)
            elif depth and isinstance(part, dict | list) and name != "metadata":
                _walk(part, depth - 1, keys)


def _read_name(name: str, text: str, keys: dict[str, None]) -> None:
    if name == "external_id" and text:
        keys[f"x:{text}"] = None
    elif name in _NAMES:
        keys[text] = None
