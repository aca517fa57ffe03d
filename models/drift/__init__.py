"""What somebody changed in a store beside Odoo: found at night, told, or put right."""

from . import (
    binding,
    store,
    drift,
    deciding,
    comparing,
    scan,
    phase_drift,
    pushes,
    stock,
    todo,
)
