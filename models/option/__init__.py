"""Options that the whole shop shares: attributes and their values, each once in a store."""

from . import (
    option,
    store,
    run,
    source,
    serializer,
    product,
    phase_options,
    phase_clean,
)
