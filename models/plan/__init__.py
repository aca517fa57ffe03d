"""What a run would do, said before it is done: the run itself, in tables of its own, unsent."""

from . import (
    line,
    plan,
    live,
    execution,
    listed,
    queue,
    run,
    store,
    offer,
    takeover,
    mending,
)
