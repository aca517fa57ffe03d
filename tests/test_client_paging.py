import random
from unittest.mock import patch

from odoo.tests import tagged

from ..medusa import paging
from ..medusa.exceptions import MedusaResponseError
from .support.list_server import PagingCase

SIZES = (2, 3, 4, 5, 10)


@tagged("post_install", "-at_install")
class TestClientPaging(PagingCase):
    """A list comes whole, each row once, while it changes."""

    def test_no_more_requests_than_needed(self):
        for size in SIZES:
            for count in range(1, 25):
                with self.subTest(size=size, count=count):
                    self.serve(count)
                    self.assertEqual(self.read(size), self.server.ids)
                    # The first page, and one for each further size - 1 rows begun.
                    self.assertEqual(len(self.server.asked), 1 + (count - 1) // (size - 1))

    def test_one_page_is_one_request(self):
        for count in (0, 1, 9):
            self.serve(count)
            self.assertEqual(self.read(10), self.server.ids)
            self.assertEqual(self.server.asked, [(0, 10)])

    def test_pages_are_ordered_by_id(self):
        queries = []
        handle = self.server.handle
        self.fake.handle = lambda request, **kw: queries.append(request.url) or handle(request)
        self.read(5)
        self.assertIn("order=id", queries[0])

    # Rows that disappear

    def test_any_row_disappears_after_any_page(self):
        for size in (2, 3, 5):
            for after in (1, 2, 3):
                for gone in range(12):
                    with self.subTest(size=size, after=after, gone=gone):
                        self.serve(12)
                        self.after_request(after, lambda gone=gone: [self.server.ids[gone]])
                        self.read(size)

    def after_request(self, number, choose):
        """Remove the rows that ``choose`` returns, once, after so many requests."""

        def remove():
            if len(self.server.asked) == number:
                self.server.remove(*choose())

        self.server.meanwhile = remove

    def test_many_rows_disappear(self):
        for size in SIZES:
            for gone in (5, 10, 19, 20):
                with self.subTest(size=size, gone=gone):
                    self.serve(20)
                    self.after_request(2, lambda gone=gone: self.server.ids[:gone])
                    self.read(size)

    def test_last_row_of_a_page_disappears(self):
        self.serve(9)
        self.read(4, lambda seen: self.server.remove(seen[-1]))

    def test_all_that_was_read_disappears_after_each_page(self):
        self.serve(30)
        seen = self.read(4, lambda seen: self.server.remove(*seen))
        self.assertEqual(len(seen), 30)
        self.assertLess(len(self.server.asked), 40)

    # Rows that appear

    def test_rows_appear_anywhere(self):
        for size in SIZES:
            for place in ("id_0001", "id_0011", "id_0059", "id_0101", "id_9999"):
                for after in (1, 2, 3):
                    with self.subTest(size=size, place=place, after=after):
                        self.serve(10)
                        self.server.meanwhile = lambda after=after, place=place: (
                            len(self.server.asked) == after and self.server.add(place)
                        )
                        self.read(size)

    def test_a_whole_page_appears_before_the_present_one(self):
        self.serve(10)
        added = [f"id_000{number}" for number in range(1, 9)]
        self.server.meanwhile = lambda: self.server.add(*added)
        self.read(3)

    def test_rows_come_and_go(self):
        chance = random.Random(1)
        for number in range(500):
            size = chance.choice(SIZES[1:])
            with self.subTest(number=number, size=size):
                self.serve(chance.randrange(40))
                self.server.meanwhile = lambda: self.stir(chance)
                self.read(size)

    def stir(self, chance):
        """Let some rows disappear, and fewer appear: a list that grows for ever has no end."""
        if self.server.ids:
            most = min(len(self.server.ids), chance.choice((0, 1, 2, 20)))
            self.server.remove(*chance.sample(self.server.ids, most))
        new = range(chance.choice((0, 0, 1, 2)))
        self.server.add(*(f"id_{chance.randrange(1000):04d}" for _number in new))

    # Servers that are wrong

    def test_offset_ignored(self):
        for size in SIZES:
            with self.subTest(size=size):
                self.serve(30)
                self.server.page = lambda offset, limit: self.server.ids[:limit]
                self.assert_endless(size, 10)

    def test_offset_ignored_on_a_list_of_one_page(self):
        self.serve(3)
        self.server.page = lambda offset, limit: self.server.ids[:limit]
        self.assertEqual(self.read(4), self.server.ids)
        self.assertEqual(len(self.server.asked), 1)

    def test_limit_ignored(self):
        self.serve(30)
        self.server.page = lambda offset, limit: self.server.ids[offset:]
        self.assertEqual(self.read(4), self.server.ids)
        self.assertEqual(len(self.server.asked), 2)

    def test_offset_and_limit_ignored(self):
        self.serve(30)
        self.server.page = lambda offset, limit: self.server.ids
        self.assert_endless(4, 10)

    def test_fewer_rows_allowed_than_asked(self):
        self.serve(30)
        self.server.page = lambda offset, limit: self.server.ids[offset : offset + 7]
        self.server.extra = {"limit": 7}
        self.assertEqual(self.read(10), self.server.ids)

    def test_limit_of_an_answer_that_means_nothing(self):
        for said in (0, -1, True, "7", None, 10_000):
            with self.subTest(said=said):
                self.serve(9)
                self.server.extra = {"limit": said}
                self.assertEqual(self.read(10), self.server.ids)
                self.assertEqual(len(self.server.asked), 1)

    def test_page_that_repeats_once(self):
        self.serve(20)
        places = []

        def page(offset, limit):
            places.append(offset)
            start = places[1] if len(places) == 3 else offset
            return self.server.ids[start : start + limit]

        self.server.page = page
        self.assertEqual(self.read(5), self.server.ids)

    def test_row_twice_in_a_page(self):
        self.serve(3)
        self.server.page = lambda offset, limit: [*self.server.ids, *self.server.ids]
        self.assertEqual(self.read(10), self.server.ids)

    def test_full_pages_of_new_rows_without_end(self):
        self.server.page = lambda offset, limit: [
            f"id_{number:09d}" for number in range(offset, offset + limit)
        ]
        with patch.object(paging, "MAX_REQUESTS", 30):
            self.assert_endless(10, 30)
        self.assertGreater(len(self.server.asked), 20)

    def test_pages_that_never_meet(self):
        numbers = iter(range(10**9))
        self.server.page = lambda offset, limit: [
            f"id_{next(numbers):09d}" for _row in range(limit)
        ]
        with patch.object(paging, "MAX_REQUESTS", 30):
            self.assert_endless(10, 30)

    def test_pages_that_meet_no_longer(self):
        # What was read is gone at each place, and at the beginning it is there again.
        self.serve(30)
        self.server.page = lambda offset, limit: (
            [f"id_x{offset}{number}" for number in range(limit)]
            if offset > 10
            else self.server.ids[offset : offset + limit]
        )
        self.assert_endless(5, 25)

    def test_one_new_row_in_each_of_endless_full_pages(self):
        self.serve(9)
        numbers = iter(range(10**9))
        self.server.page = lambda offset, limit: [
            *self.server.ids[: limit - 1],
            f"id_{next(numbers):09d}",
        ]
        with patch.object(paging, "MAX_REQUESTS", 50):
            self.assert_endless(10, 50)

    def test_no_limit_is_reached_by_a_large_list(self):
        self.serve(0)
        self.server.ids = [f"id_{number:07d}" for number in range(100_000)]
        self.assertEqual(self.read(1000), self.server.ids)

    # What a page holds

    def test_nulls_end_no_list(self):
        self.serve(20)
        self.server.ids[3] = self.server.ids[9] = None
        self.server.stayed = {row_id for row_id in self.server.ids if row_id}
        seen = [row["id"] for page in self.products.iter_pages("id", 5) for row in page]
        self.assertEqual(seen, sorted(self.server.stayed))

    def test_rows_that_are_none(self):
        for row in ("x", 5, [], {}, {"id": None}, {"id": 5}):
            with self.subTest(row=row):
                self.server.extra = {"products": [row]}
                with self.assertRaises(MedusaResponseError):
                    self.read(5)
