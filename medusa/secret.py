"""A secret that can be used but is never shown by accident."""

from __future__ import annotations

import base64

MASK = "***"


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

    def scrub(self, text: str) -> str:
        """Mask the key in a text, plain and as sent, in case a server echoes it."""
        return text.replace(self.__value, MASK).replace(self._token(), MASK)

    def _token(self) -> str:
        return base64.b64encode(f"{self.__value}:".encode()).decode()
