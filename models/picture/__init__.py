"""Pictures in a store."""

from . import (
    picture,
    source,
    upload,
    backend,
)
