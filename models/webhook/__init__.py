"""Signed messages to receivers outside: a shop's site, a chat, a monitor."""

from . import (
    secret,
    texts,
    message,
    sending,
    store,
)
