"""How a store is: what it sells in, how fast it answers, and what its clock says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from ..medusa.answers import parse_date
from ..medusa.client import MedusaClient
from ..medusa.regions import RegionApi
from ..medusa.settings import Stores
from .findings import Hit

# Seconds. An answer says whole ones, and is under way for a while.
MOST_APART = 60
# Seconds. The shortest of all requests takes 40 ms
# (docs/medusa-api.md#key-hashing-costs-33-ms).
SLOW = 1.5
_TRIES = 3


@dataclass(frozen=True)
class Condition:
    """A store as it answers.

    :param seconds: that its shortest request takes
    :param apart: seconds by which its clock is before ours, negative: behind; None: it doesn't say
    :param regions, currencies: see `findings.Shop`
    """

    seconds: float
    apart: float | None
    regions: tuple[tuple[str, str, str], ...]
    currencies: tuple[str, ...]


def read_condition(
    client: MedusaClient, clock: Callable[[], float], now: Callable[[], datetime]
) -> Condition:
    """Ask a store for little, a few times.

    :param clock: tells seconds
    :param now: tells the time, with its zone
    :raise MedusaError: of the client
    """
    seconds, stores = [], []
    for _try in range(_TRIES):
        started = clock()
        stores = Stores(client).list_all()
        seconds.append(clock() - started)
    served = parse_date(client.served)
    apart = (served - now()).total_seconds() if served else None
    regions = tuple((row.id, row.name[:100], row.currency) for row in RegionApi(client).list_all())
    rows = [row for store in stores for row in store.get("supported_currencies") or []]
    codes = tuple(str(row.get("currency_code") or "").lower() for row in rows)
    return Condition(median(seconds), apart, regions, codes)


def find_troubles(condition: Condition) -> Iterator[Hit]:
    """Yield what is wrong with a store's clock and pace."""
    if condition.apart is not None and abs(condition.apart) > MOST_APART:
        yield Hit("clock", "clock", facts={"seconds": round(condition.apart)})
    if condition.seconds > SLOW:
        yield Hit("slow", "slow", facts={"seconds": round(condition.seconds, 1)})
