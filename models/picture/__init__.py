"""Pictures in a store: found, uploaded once, assigned, deleted when no product shows them."""

from . import (
    picture,
    source,
    upload,
    backend,
    serializer,
    product,
    phase_clean,
)
