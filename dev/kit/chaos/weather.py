"""Which request meets which fault: decided by the seed, request by request."""

import threading
import time
from collections import Counter
from random import Random

# {fault: how often it comes, among the others}
FAULTS = {
    "error_before": 4,  # the store, or a proxy, fails; nothing was done
    "error_after": 4,  # a gateway says 502, and the store has done it
    "cut_before": 2,  # the connection is closed, nothing was done
    "cut_after": 5,  # the connection is closed, and the store has done it
    "truncated": 3,  # half of the answer
    "garbled": 2,  # success, with something else than JSON
    "limited": 2,  # 429, asked to wait a second
    "refused": 1,  # 401
    "silent": 1,  # no answer in time, and the store has done it
    "slow": 2,  # an answer that comes piece by piece
}
# (seconds, at least and at most; share of the requests that fail)
CALM, STORM = (4.0, 9.0, 0.01), (2.0, 5.0, 0.25)
# What all requests meet for some moments.
OUTAGES = ("error_before", "limited", "refused", "cut_before")
OUTAGE = (0.5, 2.0)


class Weather:
    """Calm, a storm, sometimes an outage, and so on, until it is switched off."""

    def __init__(self, seed: int) -> None:
        self._times, self._choices = Random(f"{seed}-weather"), Random(f"{seed}-faults")
        self._lock = threading.Lock()
        self._until, self._share, self._outage = 0.0, 0.0, ""
        self.is_on = False
        self.met: Counter[str] = Counter()

    def choose(self) -> str:
        """Return the fault that the next request meets, "" for none."""
        with self._lock:
            if not self.is_on:
                return ""
            self._look()
            fault = self._outage
            # Drawn in any case, so that an outage doesn't shift what follows.
            number, drawn = self._choices.random(), self._draw()
            if not fault and number < self._share:
                fault = drawn
            self.met[fault or "none"] += 1
            return fault

    def _draw(self) -> str:
        return self._choices.choices(list(FAULTS), list(FAULTS.values()))[0]

    def _look(self) -> None:
        """Turn to the next weather when the present one is over."""
        now = time.monotonic()
        if now < self._until:
            return
        if self._outage:
            self._outage, kind = "", CALM
        elif self._share == STORM[2]:
            kind = CALM
        elif self._times.random() < 0.25:
            self._outage, kind = self._times.choice(OUTAGES), (*OUTAGE, 0.0)
        else:
            kind = STORM
        self._until, self._share = now + self._times.uniform(*kind[:2]), kind[2]
