import threading
from contextlib import ExitStack
from unittest.mock import Mock

from odoo.tests import BaseCase, tagged

from ..sync.lanes import PARTS_AHEAD, Flight, Lanes
from ..sync.pace import SLOWER, USUAL, Pace


class Connection:
    """A client that counts, and nothing else."""

    def __init__(self):
        self.requests = self.writes = self.bytes_sent = self.troubles = 0
        self.is_closed = False

    def ask(self):
        self.requests += 1

    def close(self):
        self.is_closed = True


@tagged("post_install", "-at_install")
class TestLanes(BaseCase):
    """Work on several connections: so many at a time, each its own."""

    def open(self, count):
        self.connections = []

        def connect():
            self.connections.append(Connection())
            return self.connections[-1]

        lanes = Lanes(connect, count)
        self.addCleanup(lanes.close)
        return lanes

    def land(self, lanes):
        flight = lanes.wait()
        lanes.forget(flight)
        return flight

    def test_as_many_at_a_time_as_there_are_connections(self):
        lanes = self.open(2)
        meeting = threading.Barrier(2, timeout=20)

        def meet(client):
            client.ask()
            meeting.wait()
            return client

        for key in (1, 2):
            self.assertTrue(lanes.has_room())
            lanes.send(Flight("x", meet, frozenset([key])))
        self.assertEqual(lanes.keys, {1, 2})
        self.assertEqual({self.land(lanes).result for _flight in (1, 2)}, set(self.connections))
        self.assertEqual(lanes.take_counts(), (2, 0))
        self.assertEqual(lanes.take_counts(), (0, 0))
        self.assertEqual(lanes.keys, set())

    def test_a_borrowed_connection_shares_its_work_with_those_that_are_free(self):
        lanes = self.open(2)
        meeting = threading.Barrier(2, timeout=20)
        met = set()

        def meet(client, item):
            meeting.wait()
            met.add((client, item))

        with lanes.borrow() as client:
            done = lanes.share(client, meet, "ab")
        self.assertEqual(sorted(done), [("a", None), ("b", None)])
        self.assertEqual({client for client, _item in met}, set(self.connections))
        # Both are free again.
        with lanes.borrow() as one, lanes.borrow() as other:
            self.assertNotEqual(one, other)

    def test_shared_work_where_no_other_connection_is_free(self):
        for count in (1, 2):
            lanes = self.open(count)
            with ExitStack() as stack:
                client = [stack.enter_context(lanes.borrow()) for _number in range(count)][0]
                used = []
                done = lanes.share(
                    client, lambda client, _item, used=used: used.append(client), "abc"
                )
            self.assertEqual(done, [("a", None), ("b", None), ("c", None)])
            self.assertEqual(used, [client] * 3)

    def test_no_further_item_begins_once_one_has_failed(self):
        lanes, error = self.open(1), ValueError("no")

        def work(_client, item):
            if item == "b":
                raise error

        with lanes.borrow() as client:
            self.assertEqual(lanes.share(client, work, "abc"), [("a", None), ("b", error)])

    def test_one_more_is_ready_and_no_further(self):
        lanes = self.open(1)
        go_on = threading.Event()
        self.addCleanup(go_on.set)
        order = []

        def work(name):
            def do(_client):
                go_on.wait(20)
                order.append(name)

            return do

        for name in "ab":
            lanes.send(Flight("x", work(name)))
        self.assertFalse(lanes.has_room())
        go_on.set()
        self.land(lanes)
        self.land(lanes)
        self.assertEqual(order, ["a", "b"])

    def test_nobody_takes_a_connection_that_is_in_use(self):
        lanes = self.open(1)
        begun, go_on = threading.Event(), threading.Event()

        def work(client):
            begun.set()
            go_on.wait(20)
            client.ask()

        lanes.send(Flight("x", work))
        self.assertTrue(begun.wait(20))
        waiting = threading.Timer(0, go_on.set)
        waiting.start()
        with lanes.borrow() as client:
            self.assertEqual(client.requests, 1, "it was waited for")

    def test_claims_end_when_it_is_forgotten_or_closed(self):
        lanes = self.open(1)
        released = []
        for name in "ab":
            flight = Flight("x", lambda _client: None)
            flight.held.callback(released.append, name)
            lanes.send(flight)
        first = self.land(lanes)
        self.assertEqual(len(released), 1)
        self.assertNotIn(first, lanes.flights)
        lanes.close()
        self.assertEqual(sorted(released), ["a", "b"])
        self.assertTrue(all(connection.is_closed for connection in self.connections))

    def test_what_goes_wrong_is_told_where_it_lands(self):
        lanes = self.open(2)
        lanes.send(Flight("x", Mock(side_effect=ZeroDivisionError)))
        flight = lanes.wait()
        with self.assertRaises(ZeroDivisionError):
            flight.result  # noqa: B018 it is asked for what came of it
        self.assertIn(flight, lanes.flights, "until it is recorded")

    def test_map_tells_what_came_of_each(self):
        lanes = self.open(2)

        def work(client, item):
            client.ask()
            return 1 / item

        answers = {item: future for item, future in lanes.map(work, iter([1, 2, 0, 4]))}
        self.assertEqual({k: f.result() for k, f in answers.items() if k}, {1: 1, 2: 0.5, 4: 0.25})
        self.assertIsInstance(answers[0].exception(), ZeroDivisionError)
        self.assertEqual(lanes.take_counts(), (4, 0))

    def test_map_takes_no_more_than_it_needs(self):
        lanes, taken = self.open(1), []

        def items():
            for number in range(10):
                taken.append(number)
                yield number

        for _item, _future in lanes.map(lambda _client, item: item, items()):
            break
        self.assertLessEqual(len(taken), 2)

    def test_a_list_is_read_ahead_but_not_far(self):
        lanes, parts = self.open(1), []
        read = threading.Semaphore(0)

        def read_list(client):
            for number in range(PARTS_AHEAD + 4):
                client.ask()
                parts.append(number)
                read.release()
                yield number

        with lanes.reading(read_list) as reading:
            for _part in range(PARTS_AHEAD):
                self.assertTrue(read.acquire(timeout=20), "before anybody takes one")
            self.assertEqual(reading.take(), 0)
            self.assertTrue(read.acquire(timeout=20), "while the first one is looked at")
            self.assertEqual(len(parts), PARTS_AHEAD + 1)
            taken = [reading.take() for _part in range(PARTS_AHEAD + 5)]
            self.assertEqual(taken, [*range(1, PARTS_AHEAD + 4), None, None])
            self.assertTrue(reading.is_ready())
        self.assertEqual(lanes.take_counts(), (PARTS_AHEAD + 4, 0))

    def test_a_list_that_breaks_off(self):
        lanes = self.open(1)

        def read_list(_client):
            yield 1
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError), lanes.reading(read_list) as reading:
            self.assertEqual(reading.take(), 1)
            reading.take()

    def test_who_leaves_a_list_waits_for_its_connection(self):
        lanes = self.open(1)
        begun, go_on = threading.Event(), threading.Event()
        order = []

        def read_list(_client):
            begun.set()
            go_on.wait(20)
            order.append("read")
            yield 1

        with lanes.reading(read_list):
            self.assertTrue(begun.wait(20))
            threading.Timer(0, go_on.set).start()
        order.append("left")
        self.assertEqual(order, ["read", "left"])

    def test_a_connection_is_given_up_when_the_store_is_in_trouble(self):
        lanes = self.open(2)

        def fail(client):
            client.troubles += 1

        lanes.send(Flight("x", fail))
        self.land(lanes)
        self.assertEqual([each.is_closed for each in self.connections].count(True), 1)
        lanes.send(Flight("x", lambda client: client))
        self.assertFalse(self.land(lanes).result.is_closed)


@tagged("post_install", "-at_install")
class TestPace(BaseCase):
    """Fewer connections where a store slows down."""

    def test_slow_answers(self):
        pace = Pace(2)
        for _call in range(USUAL):
            pace.measure(1, 1000)
        pace.measure(SLOWER * 2, 1000)
        self.assertEqual(pace.limit, 2, "once is no sign")
        pace.measure(SLOWER * 2, 1000)
        self.assertEqual((pace.limit, pace.take_lowered()), (1, 1))
        self.assertEqual(pace.take_lowered(), 0)

    def test_larger_calls_are_not_slower_ones(self):
        pace = Pace(2)
        for _call in range(USUAL):
            pace.measure(1, 1000)
        for _call in range(3):
            pace.measure(20, 20_000)
        self.assertEqual(pace.limit, 2)

    def test_one_connection_is_left(self):
        pace = Pace(3)
        for _time in range(5):
            pace.note_trouble()
        self.assertEqual((pace.limit, pace.take_lowered()), (1, 2))

    def test_reads_tell_nothing(self):
        pace = Pace(2)
        for _call in range(20):
            pace.measure(1000, 0)
        pace.measure(1, 1000)
        self.assertEqual(pace.limit, 2)
