from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..sync.differences import Difference
from ..sync.identity import Databases
from ..sync.push import ChunkPush
from ..sync.withdraw import ChunkWithdraw
from .support.common import FakeMedusaMixin
from .support.payloads import make_job, make_payload, make_variant

BATCH = "/admin/products/batch"


class TestChanges(FakeMedusaMixin, BaseCase):
    """What an engine writes of products is what it says that it changes."""

    def push(self, *jobs, keeps=True, chunk=ChunkPush, args=()):
        """Return (result, {external_id: its changes})."""
        self.fake.forget_requests()
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            chunk = chunk(client, Databases("ours"), *args, keeps_changes=keeps)
            chunk.run(list(jobs))
        result = chunk.get_result()
        outcomes = [*result.outcomes, *result.begun]
        return result, {outcome.job.external_id: outcome.changes for outcome in outcomes}

    def make(self, key, medusa_id=None, prices=(("eur", 10.0),), variant=None, **fields):
        rows = [make_variant(f"{key}0", prices=prices, **(variant or {}))]
        return make_job(key, make_payload(key, rows, **fields), medusa_id=medusa_id)

    def create(self, key, **fields):
        result, _changes = self.push(self.make(key, **fields))
        return result.outcomes[0].medusa_id

    def test_nobody_asks(self):
        result, _changes = self.push(self.make(1), keeps=False)
        self.assertEqual(result.outcomes[0].changes, [])
        paths = [row.path for row in self.fake.requests]
        self.push(self.make(2))
        self.assertEqual([row.path for row in self.fake.requests], paths, "it costs requests")

    def test_creation(self):
        _result, changes = self.push(self.make(1, subtitle="Fine"))
        told = {(row.field, row.variant): row.odoo for row in changes["1"]}
        self.assertEqual({row.store for row in changes["1"]}, {None})
        self.assertEqual(told["title", None], "Product 1")
        self.assertEqual(told["subtitle", None], "Fine")
        self.assertEqual(told["variant", "10"], "Variant 10")
        self.assertEqual(told["price eur", "10"], 10.0)

    def test_update(self):
        key = self.create(1, subtitle="Fine", weight=5)
        job = self.make(1, key, (("eur", 12.0), ("usd", 3.0)), {"sku": "S"}, weight=7)
        _result, changes = self.push(job)
        self.assertEqual(
            changes["1"],
            [
                Difference("weight", None, 5, 7),
                Difference("sku", "10", None, "S"),
                Difference("price eur", "10", 10.0, 12.0),
                Difference("price usd", "10", None, 3.0),
            ],
        )
        _result, changes = self.push(job)
        self.assertEqual(changes["1"], [])

    def test_refused(self):
        key = self.create(1)
        self.create(2, variant={"sku": "S"})
        result, changes = self.push(self.make(1, key, variant={"sku": "S"}), self.make(3))
        error = {row.job.external_id: row.error for row in result.outcomes}
        self.assertIsInstance(error["1"], MedusaConflictError)
        self.assertEqual(changes["1"], [])
        self.assertTrue(changes["3"])

    def test_lost_answer(self):
        key = self.create(1)
        self.fake.misbehave("timeout_after", BATCH, times=1)
        _result, changes = self.push(self.make(1, key, title="Other"))
        self.assertEqual(changes["1"], [Difference("title", None, "Product 1", "Other")])

    def test_store_that_fails_later(self):
        """What was sent when the store failed is told, what wasn't isn't."""
        key = self.create(1)
        self.fake.misbehave("unauthorized", BATCH, times=1)
        result, changes = self.push(self.make(1, key, title="Other"))
        self.assertTrue(result.store_error)
        self.assertEqual(changes["1"], [])

    def test_withdrawal(self):
        key = self.create(1)
        job = self.make(1, key)
        _result, changes = self.push(job, chunk=ChunkWithdraw, args=("draft",))
        self.assertEqual(changes["1"], [Difference("status", None, "published", "draft")])
        _result, changes = self.push(job, chunk=ChunkWithdraw, args=("draft",))
        self.assertEqual(changes["1"], [])
        _result, changes = self.push(job, chunk=ChunkWithdraw, args=("delete",))
        self.assertEqual(changes["1"], [Difference("product", None, "Product 1", None)])
