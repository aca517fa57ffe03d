"""Stock levels: quantities of warehouses at the stock locations of a store."""

from . import (
    location,
    line,
    safety,
    level,
    quantity,
    push,
    recorder,
    backend,
    proposal,
    product,
    queue,
    phase_stock,
)
