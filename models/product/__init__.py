"""Products and variants in a store."""

from . import (
    binding,
    variant_binding,
    field_map,
    ownership,
    serializer,
    push,
    withdraw,
)
