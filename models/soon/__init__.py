"""Pushing soon after a change, how fresh a store is, and schedules for single kinds of data."""

from . import (
    change,
    notice,
    freshness,
    run,
    push,
    schedule,
    store,
    queue,
)
