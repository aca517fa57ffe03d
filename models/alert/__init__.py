"""Who is told when a store falls silent, and how."""

from . import (
    alarm,
    binding,
    digest,
    pulse,
    run,
    store,
    watch,
    webhook,
)
