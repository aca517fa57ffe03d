"""What a person sees of all stores at a glance."""

from . import (
    store,
    product,
)
