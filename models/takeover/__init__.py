"""Taking over a shop: which of its products are Odoo's, proposed by what both say, decided by
people."""

from . import (
    match,
    heading,
    holding,
    candidate,
    comparison,
    obstacles,
    deciding,
    describe,
    log,
    run,
    scratch,
    writing,
    phase_take_over,
    phase_proposals,
    phase_settle,
    phase_undo,
    push,
    settled,
    store,
    product,
)
