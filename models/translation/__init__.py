"""Texts in further languages."""

from . import (
    source,
    push,
    backend,
    run,
)
