"""Runs over a store: queue, phases, log."""

from . import (
    run,
    log,
    queue,
    resync,
    scan,
)
