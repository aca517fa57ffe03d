"""Categories, tags, types and collections in a store."""

from . import (
    term,
    source,
    sync,
    backend,
    run,
)
