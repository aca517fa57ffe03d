"""A secret that can be used but is never shown by accident."""

from __future__ import annotations

import base64

MASK = "***"
# So many characters in a row of the key are a part of it, and no word.
PART = 10
# More of a text nobody reads.
_LENGTH = 20_000


class SecretKey:
    """Holds Medusa's secret API key behind a masked ``repr``.

    :raise ValueError: the key is empty
    """

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = (value or "").strip()
        if not self.__value:
            raise ValueError("The secret API key is empty.")

    def __repr__(self) -> str:
        return f"SecretKey({MASK})"

    def __reduce__(self):
        raise TypeError("A secret key is not copied or stored.")

    def authorization(self) -> str:
        """Return the value of the Authorization header: the key is the user, without password.

        See docs/medusa-api.md#the-key-is-a-user-without-password.
        """
        return f"Basic {self._token()}"

    def plain(self) -> str:
        """Return the key itself: of a publishable one, what its header takes."""
        return self.__value

    def scrub(self, text: str) -> str:
        """Mask the key in a text, plain and as sent, in case a server echoes it.

        Parts of it are masked as well: without its prefix, or where the server cut it. A long text
        is cut, but only after the key was masked in it.
        """
        text = text.replace(self.__value, MASK).replace(self._token(), MASK)[:_LENGTH]
        parts = _get_parts(self.__value) | _get_parts(self._token())
        # Nearly no text has any of it, and it is looked for a hundred times faster than masked.
        return _mask_parts(text, parts) if any(part in text for part in parts) else text

    def mask(self, answer: bytes) -> bytes:
        """Mask the whole key in an answer, plain and as sent, so that nobody keeps or shows it."""
        for secret in (self.__value, self._token().rstrip("=")):
            content = secret.encode()
            if content in answer:
                answer = answer.replace(content, MASK.encode())
        return answer

    def _token(self) -> str:
        return base64.b64encode(f"{self.__value}:".encode()).decode()


def _get_parts(secret: str) -> set[str]:
    return {secret[start : start + PART] for start in range(len(secret) - PART + 1)}


def _mask_parts(text: str, parts: set[str]) -> str:
    kept, start = [], 0
    while start < len(text):
        end = start
        # Parts overlap: the mask ends where no part begins any more.
        while text[end : end + PART] in parts:
            end += 1
        if end > start:
            kept.append(MASK)
            start = end + PART - 1
        else:
            kept.append(text[start])
            start += 1
    return "".join(kept)
