"""A safe start: a store begins in a test with few products, and goes live when a person says so."""

from . import (
    store,
    step,
    checklist,
    live,
    few,
    draft,
    queue,
    product,
)
