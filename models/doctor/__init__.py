"""What is wrong with a whole store: an examination, what it finds, and how that is mended."""

from . import (
    finding,
    value,
    words,
    choice,
    seeing,
    run,
    phase_examine,
    conclusion,
    phase_mend,
    mends,
    store,
    todo,
)
