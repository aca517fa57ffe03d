"""What somebody changed in a store beside Odoo: found at night, told, or put right."""

from . import (
    binding,
    store,
    drift,
    deciding,
    comparing,
    round,
    scan,
    phase_drift,
    lists,
    phase_drift_lists,
    pushes,
    list_pushes,
    stock,
    todo,
)
