"""Stock levels."""

from . import (
    location,
    line,
    safety,
    level,
    quantity,
    push,
    recorder,
    run,
    backend,
    product,
)
