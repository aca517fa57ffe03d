"""The one way to read a list: in pages, whole, each row once.

Rows are asked in the order of their ids, and each page begins with the last row of the one before.
As long as pages meet like this, no row lies between them: a row that disappears, or appears,
meanwhile moves the others, and then the pages no longer meet; the reader steps back until they do.

A list that is not read to its end is no list: whoever takes it for one makes anew what it left
out. So a server whose pages repeat or never end is an error, not a short list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .answers import response_error
from .client import MedusaClient
from .rows import list_in, rows_of

Pairs = tuple[tuple[str, str], ...]

# Rows in one request. Small lists come whole in one; Medusa 2.21 knows no maximum
# (docs/medusa-api.md#limit-has-no-maximum).
LIST_PAGE = 500
LONG_PAGE = 1000
# More pages no list of a shop has: two million rows, read in five minutes.
MAX_REQUESTS = 2000
# So many pages in a row may bring nothing new, beyond two for each that did: stepping back
# over all that was read, and coming forward again, takes no more.
PATIENCE = 5


@dataclass(frozen=True)
class Page:
    """One answer: its rows, how many it held with the nulls among them, and if it is the last."""

    rows: list[dict]
    length: int
    is_last: bool

    def take_new(self, seen: set[str]) -> list[dict]:
        """Return the rows that are not in ``seen`` yet, and add their ids to it."""
        fresh = []
        for row in self.rows:
            if row["id"] not in seen:
                seen.add(row["id"])
                fresh.append(row)
        return fresh

    def meets(self, seen: set[str]) -> bool:
        """Tell whether it begins with a row that was read before."""
        return bool(self.rows) and self.rows[0]["id"] in seen


@dataclass(frozen=True)
class Place:
    """Where the reader of a list is: another process may go on from there.

    :param int offset: of the next request
    :param int useful: how many requests so far brought something new
    :param int idle: how many in a row brought nothing since then
    :param int requests: how many there were
    """

    offset: int = 0
    useful: int = 0
    idle: int = 0
    requests: int = 0


@dataclass(frozen=True)
class ListQuery:
    """A list of the store and what is asked of it; the same for each of its pages.

    :param str many: the answer's key that holds the rows
    :param params: the query but for order, offset and limit, as (name, value)
    """

    client: MedusaClient
    path: str
    many: str
    params: Pairs

    def narrow(self, name: str, values: list[str]) -> ListQuery:
        """Return the query with a filter: rows whose ``name`` is one of ``values``."""
        pairs = tuple((f"{name}[]", value) for value in values)
        return replace(self, params=self.params + pairs)

    def read(self, offset: int, limit: int) -> Page:
        """Ask for the rows from a place on, at most ``limit``."""
        place = (("order", "id"), ("offset", str(offset)), ("limit", str(limit)))
        answer = self.client.request("GET", self.path, params=self.params + place)
        length = len(list_in(answer, self.many, method="GET", path=self.path))
        rows = rows_of(answer, self.many, method="GET", path=self.path)
        return Page(rows, length, length < _limit_of(answer, limit))

    def iter_pages(self, size: int) -> Iterator[list[dict]]:
        """Read all rows, ordered by id.

        A row that is there all the time comes, once; one that appears or disappears meanwhile
        comes once or not at all.

        :param int size: rows a request, at least 2
        :return: lists of rows that did not come before, none of them empty
        :raise MedusaResponseError: the pages repeat or never end, or an answer holds no rows
        """
        seen: set[str] = set()
        place: Place | None = Place()
        while place:
            fresh, place = self.follow(self.read(place.offset, size), place, size, seen)
            if fresh:
                yield fresh

    def follow(
        self, page: Page, place: Place, size: int, seen: set[str]
    ) -> tuple[list[dict], Place | None]:
        """Return the new rows of a page, and where to read on, None behind the last page.

        :param Place place: where it was read
        :param int size: rows that were asked for
        :param seen: ids of rows that came before, at least all of those on this page; gets its own
        :raise MedusaResponseError: the pages repeat or never end
        """
        joins = not place.offset or page.meets(seen)
        fresh = page.take_new(seen) if joins else []
        if joins and page.is_last:
            return fresh, None
        step = max(1, page.length - 1)
        offset = place.offset + step if joins else max(0, place.offset - size)
        useful, idle = (place.useful + 1, 0) if fresh else (place.useful, place.idle + 1)
        requests = place.requests + 1
        if idle > 2 * useful + PATIENCE or requests >= MAX_REQUESTS:
            reason = "the list has no end: its pages repeat or go on for ever"
            raise response_error(reason, method="GET", path=self.path)
        return fresh, Place(offset, useful, idle, requests)


def _limit_of(answer: dict, asked: int) -> int:
    # A server that allows fewer rows says so; its full page must not pass for the last one.
    # Medusa says 0 on some routes, where it means nothing.
    said = answer.get("limit")
    return said if type(said) is int and 0 < said < asked else asked
