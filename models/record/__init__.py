"""What runs asked of a store and what it answered, kept for who looks for a cause."""

from . import (
    request,
    recording,
    store,
    log,
)
