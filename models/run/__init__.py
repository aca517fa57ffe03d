"""Runs over a store: the table of their phases, the machine, the queue, the log."""

from . import (
    phase,
    walk,
    progress,
    written,
    course_mixin,
    run,
    entry_mixin,
    log,
    guard,
    machine,
    range,
    jobs,
    idle,
    backend,
    workers,
    overview,
    queue,
    resync,
)
