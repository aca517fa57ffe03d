import json
import random

from odoo.tests import BaseCase, tagged

from ..medusa.packing import (
    BATCH_BODY_LIMIT,
    SINGLE_BODY_LIMIT,
    URL_LIMIT,
    batch_body,
    chunk_params,
    encode,
    fits,
    pack,
)
from ..medusa.urls import encode_query


@tagged("post_install", "-at_install")
class TestClientPacking(BaseCase):
    """Calls stay below the limits of count, bytes and URL, and nothing is lost or reordered."""

    def test_encode(self):
        self.assertEqual(encode({"a": ["ž", None, 1.5]}), '{"a":["ž",null,1.5]}'.encode())
        for number in (float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                encode({"a": number})

    def test_body(self):
        for operation in ("create", "update", "delete"):
            body = batch_body(operation, [encode({"id": "a"}), encode({"id": "b"})])
            self.assertEqual(json.loads(body), {operation: [{"id": "a"}, {"id": "b"}]})
        self.assertEqual(batch_body("create", []), b'{"create":[]}')

    def test_limits_are_below_the_servers(self):
        self.assertLess(BATCH_BODY_LIMIT, 2 * 1024 * 1024)
        self.assertLess(SINGLE_BODY_LIMIT, 100 * 1024)
        self.assertLess(URL_LIMIT, 16 * 1024)

    def test_nothing(self):
        self.assertEqual(list(pack([])), [])
        self.assertEqual(list(chunk_params("id[]", [])), [])

    def test_count(self):
        encoded = [(number, b"1") for number in range(5)]
        groups = [[key for key, _item in group] for group in pack(encoded, max_count=2)]
        self.assertEqual(groups, [[0, 1], [2, 3], [4]])

    def test_exact_fit(self):
        # {"create":[111,222]} is 20 bytes long.
        encoded = [("a", b"111"), ("b", b"222"), ("c", b"333")]
        sizes = [len(group) for group in pack(encoded, max_bytes=20)]
        self.assertEqual(sizes, [2, 1])
        self.assertEqual(len(batch_body("create", [b"111", b"222"])), 20)
        self.assertEqual([len(group) for group in pack(encoded, max_bytes=19)], [1, 1, 1])

    def test_too_large_comes_alone(self):
        encoded = [("a", b"1"), ("big", b"x" * 100), ("b", b"2"), ("c", b"3")]
        groups = [[key for key, _item in group] for group in pack(encoded, max_bytes=30)]
        self.assertEqual(groups, [["a"], ["big"], ["b", "c"]])
        self.assertEqual([fits(item, 30) for _key, item in encoded], [True, False, True, True])

    def test_any_items(self):
        rng = random.Random(7)
        for _round in range(300):
            items = [b"x" * rng.randint(1, 60) for _number in range(rng.randint(0, 40))]
            encoded = list(enumerate(items))
            max_count, max_bytes = rng.randint(1, 8), rng.randint(14, 200)
            groups = list(pack(encoded, max_count=max_count, max_bytes=max_bytes))
            self.assertEqual([pair for group in groups for pair in group], encoded)
            for group in groups:
                body = batch_body("update", [item for _key, item in group])
                self.assertTrue(0 < len(group) <= max_count)
                alone_and_too_large = len(group) == 1 and not fits(group[0][1], max_bytes)
                self.assertTrue(len(body) <= max_bytes or alone_and_too_large)
            for group, after in zip(groups, groups[1:], strict=False):
                more = batch_body("update", [item for _key, item in [*group, after[0]]])
                self.assertTrue(len(group) == max_count or len(more) > max_bytes, "not greedy")

    def test_any_filter_values(self):
        rng = random.Random(11)
        alphabet = "abcŽ &=/%"
        for _round in range(200):
            values = [
                "".join(rng.choices(alphabet, k=rng.randint(1, 20)))
                for _number in range(rng.randint(0, 30))
            ]
            fixed = [("fields", "id," + "x" * rng.randint(0, 30))]
            max_url, max_count = rng.randint(60, 300), rng.randint(1, 9)
            groups = list(
                chunk_params("id[]", values, fixed=fixed, max_url=max_url, max_count=max_count)
            )
            self.assertEqual([value for group in groups for value in group], values)
            for group in groups:
                self.assertTrue(0 < len(group) <= max_count)
                query = encode_query([*fixed, *(("id[]", value) for value in group)])
                self.assertTrue(len(query) <= max_url or len(group) == 1)

    def test_a_push_is_read_in_one_request(self):
        # 200 products by id: what one chunk of a run asks for.
        values = [f"prod_{number:026d}" for number in range(200)]
        self.assertEqual(len(list(chunk_params("id[]", values))), 1)
