"""What waits for a person in a store."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """One thing that a person has to decide or to mend.

    :param key: names it for the button, see `_open_waiting`
    :param text: in the reader's language
    :param count: of how many it is said, 0 where that says nothing
    :param kind: danger, warning or info
    """

    key: str
    text: str
    count: int = 0
    kind: str = "warning"
