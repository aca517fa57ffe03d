"""Products and variants in a store: what they are there, their push, their withdrawal."""

from . import (
    binding,
    variant_binding,
    revision_shared,
    revision,
    backend,
    field_map,
    ownership,
    serializer,
    serializer_variants,
    serializer_kinds,
    push,
    uniques,
    changes,
    recorder,
    phase_scan,
    phase_products,
    backlog,
    phase_withdraw,
    leaving_run,
    queue,
)
