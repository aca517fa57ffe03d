"""What runs changed in a store: kept for a while, shown, and brought back."""

from . import (
    change,
    line,
    store,
    keeping,
    binding,
    hold,
    pictures,
    run,
    queue,
    log,
    phase_undo,
    phase_undo_prices,
    phase_undo_strikes,
    phase_undo_terms,
    phase_undo_texts,
    undo_recorder,
    todo,
    explain,
)
