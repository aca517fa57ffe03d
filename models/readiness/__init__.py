"""What a store asks of its products before it sells them."""

from . import (
    store,
    serializer,
    binding,
)
