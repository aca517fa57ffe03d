"""How many connections a store takes well."""

from __future__ import annotations

from collections import deque
from statistics import median
from threading import Lock

# So many times the usual seconds for the same bytes, twice in a row, and the store is overloaded.
SLOWER = 4.0
# Calls by which the usual is known, and after which one connection more is tried again.
USUAL = 5


class Pace:
    """Fewer connections when answers get slow or fail; it may be asked in any thread.

    :param most: how many there are at the most
    """

    def __init__(self, most: int):
        self.most = most
        self.limit = most
        self._lock = Lock()
        self._usual: deque[float] = deque(maxlen=50)
        self._slow = 0
        self._lowered = 0

    def measure(self, seconds: float, size: int) -> None:
        """Take note of a piece of work.

        :param size: bytes that were sent; of reads alone nothing can be said
        """
        if not size:
            return
        with self._lock:
            cost = seconds / size
            if len(self._usual) >= USUAL and cost > SLOWER * median(self._usual):
                self._slow += 1
                if self._slow > 1:
                    self._lower()
                return
            self._slow = 0
            self._usual.append(cost)

    def note_trouble(self) -> None:
        """Take note that the store failed, or asked to be left alone."""
        with self._lock:
            self._lower()

    def _lower(self) -> None:
        self._slow = 0
        if self.limit > 1:
            self.limit -= 1
            self._lowered += 1

    def take_lowered(self) -> int:
        """Return how many connections were given up since this was asked last."""
        with self._lock:
            lowered, self._lowered = self._lowered, 0
            return lowered
