"""What waits for a person, grouped by its cause, with what mends it."""

from . import (
    note,
    store,
    todo,
    texts,
    todo_texts,
    todo_mends,
    cause,
    cause_mends,
)
