"""Categories, tags, types and collections in a store: what sorts the products."""

from . import (
    term,
    source,
    backend,
    serializer,
    product,
    phase_terms,
    phase_clean,
)
