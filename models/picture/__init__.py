"""Pictures in a store: found, uploaded once, assigned, deleted when no product shows them."""

from . import (
    picture,
    source,
    ties,
    upload,
    backend,
    serializer,
    product,
    phase_check,
    phase_clean,
)
