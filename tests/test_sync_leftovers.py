from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..sync.failures import StoreError
from ..sync.identity import Databases
from ..sync.push import ChunkPush
from .support.common import FakeMedusaMixin
from .support.payloads import make_job, make_option, make_payload, make_variant

BATCH = "POST /admin/products/batch"


class TestLeftovers(FakeMedusaMixin, BaseCase):
    """What Medusa leaves of a refused creation goes, and nothing else does."""

    def push(self, *jobs, is_late=lambda: False):
        """Return {external_id: outcome}."""
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            chunk = ChunkPush(client, Databases("ours"))
            outcomes = chunk.run(list(jobs))
            self.leftovers = chunk.get_result().leftovers
            if self.leftovers:
                self.leftovers.clear(client, is_late)
        return {outcome.job.external_id: outcome for outcome in outcomes}

    def make_jobs(self):
        """Return eight jobs with an option; the third is refused once its options are there."""
        jobs = []
        for key in range(1, 9):
            sizes = make_option("Size", "S", "M")
            rows = [make_variant(f"{key}0", {"Size": "s"})]
            jobs.append(make_job(key, make_payload(key, rows, [sizes])))
        jobs[2].payload["variants"][0]["options"] = {}
        return jobs

    def make_unused(self, title="Size", values=("S", "M"), **vals):
        """Let a marketer make an option that no product has; return its id."""
        given = {"title": title, "values": list(values)}
        body = {"add": [{**given, "is_exclusive": True, **vals}]}
        product = self.fake.call("POST", "/admin/products", self.get_other())["product"]["id"]
        answer = self.fake.call("POST", f"/admin/products/{product}/options/batch", body)
        option = next(row for row in answer["product"]["options"] if row["title"] == title)
        # As if it had been made by itself: the fake has no route for that.
        row = self.fake.state.products[product]
        kept = [key for key in row["_option_ids"] if key != option["id"]]
        self.fake.state.update("products", product, _option_ids=kept)
        return option["id"]

    def get_other(self):
        handle = f"other-{len(self.fake.products)}"
        return {"title": "Other", "handle": handle, "options": [{"title": "X", "values": ["Y"]}]}

    def get_unused(self):
        """Return the ids of the options that no product has."""
        used = {key for row in self.fake.state.products.values() for key in row["_option_ids"]}
        return set(self.fake.state.options) - used

    def test_refused_creation_leaves_no_options(self):
        outcomes = self.push(*self.make_jobs())
        self.assertEqual({key for key, row in outcomes.items() if row.error}, {"3"})
        self.assertTrue(any(row.method == "DELETE" for row in self.fake.requests))
        self.assertFalse(self.get_unused())
        self.assertEqual(len(self.fake.products), 7)

    def test_options_of_others_stay(self):
        shared = self.make_unused("Shared", is_exclusive=False)
        other = self.make_unused("Colour")
        fewer = self.make_unused("Size", values=("S",))
        marked = self.make_unused("Size", metadata={"by": "a marketer"})
        self.push(*self.make_jobs())
        self.assertEqual(self.get_unused(), {shared, other, fewer, marked})

    def test_option_that_was_there_long_before(self):
        old = self.make_unused()
        self.fake.state.wait(60)
        self.push(*self.make_jobs())
        self.assertEqual(self.get_unused(), {old})

    def test_one_too_many_is_somebody_elses(self):
        """Nobody knows which one: all of the kind stay."""
        mine = self.make_unused()
        self.push(*self.make_jobs())
        self.assertIn(mine, self.get_unused())
        self.assertFalse(any(row.method == "DELETE" for row in self.fake.requests))

    def test_refusal_that_leaves_nothing_asks_nothing(self):
        for key in (1, 2):
            body = {**self.get_other(), "handle": f"product-{key}"}
            self.fake.call("POST", "/admin/products", body)
        self.push(*(make_job(key) for key in range(1, 5)))
        paths = [row.path for row in self.fake.requests]
        self.assertNotIn("/admin/product-options", paths)
        self.assertFalse(self.get_unused())

    def test_time_that_is_up_leaves_the_rest(self):
        self.push(*self.make_jobs(), is_late=lambda: True)
        self.assertTrue(self.get_unused())
        self.assertFalse(any(row.method == "DELETE" for row in self.fake.requests))

    def test_unknown_outcome_is_left_alone(self):
        self.fake.misbehave("timeout_after", BATCH)
        self.push(*self.make_jobs())
        self.assertNotIn("/admin/product-options", [row.path for row in self.fake.requests])

    def test_store_that_deletes_nothing_blames_no_product(self):
        self.fake.misbehave("server_error", "DELETE /admin/product-options/*")
        outcomes = self.push(*self.make_jobs())
        self.assertEqual({key for key, row in outcomes.items() if row.error}, {"3"})

    def test_store_that_fails_meanwhile_is_told(self):
        self.fake.misbehave("unauthorized", "GET /admin/product-options")
        with self.assertRaises(StoreError):
            self.push(*self.make_jobs())
        self.assertFalse(self.leftovers, "They are looked for once.")
