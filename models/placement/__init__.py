"""Where products are sold and how they are shipped, by rules."""

from . import (
    rule,
    store,
    serializer,
)
