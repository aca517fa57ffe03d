"""Several connections to one store, and the work that is under way on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from queue import Empty, LifoQueue
from threading import Semaphore
from typing import Any

from ..medusa.client import MedusaClient
from .pace import Pace

# Parts of a list that wait in memory for who takes them.
PARTS_AHEAD = 2


@dataclass
class Flight:
    """Work of an engine that is under way while Odoo goes on.

    :param phase: whose work it is
    :param work: what is done with a connection, in a thread of its own: it knows no ORM
    :param keys: what the work is on; nothing of it begins a second time before it has landed
    :param data: what whoever prepared it needs when it lands
    :param held: claims, until what came of it is recorded
    """

    phase: str
    work: Callable[[MedusaClient], Any]
    keys: frozenset = frozenset()
    data: Any = None
    held: ExitStack = field(default_factory=ExitStack)
    future: Future | None = None

    @property
    def result(self) -> Any:
        """What the work has returned; raises what it has raised."""
        assert self.future is not None
        return self.future.result()


class Reading:
    """A list that is read in parts, some of them ahead of who takes them.

    :param executor: in which it is read
    :param parts: what reads them
    """

    def __init__(self, executor: ThreadPoolExecutor, parts: Iterator[Any]):
        self._room = Semaphore(PARTS_AHEAD)
        self._is_closed = False
        # The next part, with the future of the one after it.
        self._next: Future | None = Future()
        self._work = executor.submit(self._read, parts, self._next)

    def _read(self, parts: Iterator[Any], place: Future) -> None:
        part: Any = place
        while part is not None:
            self._room.acquire()
            if self._is_closed:
                return
            try:
                part = next(parts, None)
            except BaseException as error:  # noqa: BLE001 it is raised where the part is taken
                place.set_exception(error)
                return
            following: Future = Future()
            place.set_result((part, following))
            place = following

    def is_ready(self) -> bool:
        """Tell whether `take` wouldn't wait."""
        return self._next is None or self._next.done()

    def take(self) -> Any:
        """Return the next part, None after the last one; raise what reading it has raised.

        The caller has no transaction open, where it may have to wait.
        """
        if self._next is None:
            return None
        wait([self._next])
        part, following = self._next.result()
        self._next = None if part is None else following
        self._room.release()
        return part

    def close(self) -> None:
        """Wait for the part that is being read: its connection is somebody else's from now on."""
        self._is_closed = True
        self._room.release()
        wait([self._work])


# (item, why it failed or None) of each that was begun, in the order in which they were over.
Done = list[tuple[Any, Exception | None]]


def work_through(
    client: MedusaClient, work: Callable[[MedusaClient, Any], Any], todo: deque, done: Done
) -> None:
    """Take items and work on them until none is left; once one has failed, no further one begins.

    :param todo: from which several threads may take
    :param done: takes what came of each
    """
    while todo:
        try:
            item = todo.popleft()
        except IndexError:
            # Somebody else took the last one.
            return
        try:
            work(client, item)
        except Exception as error:  # noqa: BLE001 whoever reads what was done raises it
            todo.clear()
            done.append((item, error))
        else:
            done.append((item, None))


class Lanes:
    """Connections to one store: each serves one piece of work at a time.

    While as many pieces as there are connections are under way, one more waits for its turn, so
    that no connection idles until its caller comes back.

    :param make_client: returns a new client of the store
    :param count: how many connections there are at the most
    :param clock: tells seconds, for what the pace is measured by
    """

    def __init__(
        self,
        make_client: Callable[[], MedusaClient],
        count: int,
        clock: Callable[[], float] = lambda: 0.0,
    ):
        self.clock = clock
        self.pace = Pace(count)
        self.flights: list[Flight] = []
        self._clients = [make_client() for _number in range(count)]
        self._free: LifoQueue[MedusaClient] = LifoQueue()
        for client in self._clients:
            self._free.put(client)
        self._retired = 0
        self._counted = (0, 0)
        self._executor = ThreadPoolExecutor(count, thread_name_prefix="medusa")

    def close(self) -> None:
        """Wait for what is under way, give up its claims and close the connections."""
        self._executor.shutdown(cancel_futures=True)
        for flight in list(self.flights):
            self.forget(flight)
        for client in self._clients:
            client.close()

    # === WORK === #

    @contextmanager
    def borrow(self) -> Iterator[MedusaClient]:
        """Yield a connection, as soon as one is free."""
        client = self._free.get()
        try:
            yield client
        finally:
            self._give_back(client)

    def _give_back(self, client: MedusaClient) -> None:
        if self._retired < len(self._clients) - self.pace.limit:
            self._retired += 1
            client.close()
        else:
            self._free.put(client)

    def map(self, work: Callable[[MedusaClient, Any], Any], items: Iterable[Any]) -> Iterator:
        """Yield (item, future) for each item as its work is over, whatever came of it.

        :param items: taken one by one, no more than there are connections ahead of the work
        """
        waiting, items = {}, iter(items)
        while True:
            while len(waiting) < self.pace.limit + 1:
                item = next(items, waiting)
                if item is waiting:
                    break
                waiting[self._executor.submit(self._work, work, item)] = item
            if not waiting:
                return
            over, _going_on = wait(waiting, return_when=FIRST_COMPLETED)
            for future in over:
                yield waiting.pop(future), future

    def share(
        self, client: MedusaClient, work: Callable[[MedusaClient, Any], Any], items: Iterable[Any]
    ) -> Done:
        """Work on each item, on a borrowed connection and on those that are free as well.

        :param client: the caller's, who waits until all is over
        """
        todo, done = deque(items), Done()
        helpers = min(self.pace.limit, len(todo)) - 1
        helping = [self._executor.submit(self._help, work, todo, done) for _ in range(helpers)]
        work_through(client, work, todo, done)
        wait(helping)
        return done

    def _help(self, work: Callable[[MedusaClient, Any], Any], todo: deque, done: Done) -> None:
        try:
            client = self._free.get_nowait()
        except Empty:
            # Lent to somebody: the caller does it alone.
            return
        try:
            work_through(client, work, todo, done)
        finally:
            self._give_back(client)

    @contextmanager
    def reading(self, read: Callable[[MedusaClient], Iterable[Any]]) -> Iterator[Reading]:
        """Yield what reads a list on one of the connections, while its caller does other things."""
        with self.borrow() as client:
            reading = Reading(self._executor, iter(read(client)))
            try:
                yield reading
            finally:
                reading.close()

    def _work(self, work: Callable[[MedusaClient, Any], Any], item: Any) -> Any:
        with self.borrow() as client:
            return work(client, item)

    # === WHAT IS UNDER WAY === #

    def has_room(self) -> bool:
        """Tell whether one more piece of work may begin."""
        return len(self.flights) <= self.pace.limit

    @property
    def keys(self) -> set:
        """What any work under way is on."""
        return set().union(*(flight.keys for flight in self.flights))

    def send(self, flight: Flight) -> None:
        """Let a piece of work begin."""
        self.flights.append(flight)
        flight.future = self._executor.submit(self._fly, flight)

    def _fly(self, flight: Flight) -> Any:
        with self.borrow() as client:
            started, sent, troubles = self.clock(), client.bytes_sent, client.troubles
            try:
                return flight.work(client)
            finally:
                self.pace.measure(self.clock() - started, client.bytes_sent - sent)
                if client.troubles > troubles:
                    self.pace.note_trouble()

    def wait(self) -> Flight:
        """Return a piece of work that is over, the oldest of them; it stays until it is forgotten.

        The caller has no transaction open.
        """
        wait([flight.future for flight in self.flights], return_when=FIRST_COMPLETED)
        return next(flight for flight in self.flights if flight.future.done())

    def settle(self) -> None:
        """Wait until nothing is being sent any more; it stays under way until it has landed."""
        wait([flight.future for flight in self.flights])

    def forget(self, flight: Flight) -> None:
        """Let go of a piece of work that was recorded, and of its claims."""
        self.flights.remove(flight)
        flight.held.close()

    # === COUNTING === #

    def take_counts(self) -> tuple[int, int]:
        """Return (requests, writes among them) since this was asked last."""
        requests = sum(client.requests for client in self._clients)
        writes = sum(client.writes for client in self._clients)
        former, self._counted = self._counted, (requests, writes)
        return requests - former[0], writes - former[1]
