from odoo.tests.common import BaseCase

from ..medusa.client import MedusaClient
from ..medusa.exceptions import (
    MedusaConflictError,
    MedusaResponseError,
    MedusaServerError,
    MedusaTimeoutError,
    MedusaValidationError,
)
from ..sync.identity import Databases
from ..sync.push import ChunkPush
from .support.common import FakeMedusaMixin
from .support.payloads import make_job, make_option, make_payload, make_variant

BATCH = "POST /admin/products/batch"


class TestBatches(FakeMedusaMixin, BaseCase):
    """One bad product doesn't take the others of its call along."""

    def push(self, *jobs, is_late=lambda: False):
        """Return {external_id: outcome}; what went wrong with the store is in `store_error`."""
        with MedusaClient(self.fake.url, self.fake.api_key) as client:
            chunk = ChunkPush(client, Databases("ours"), is_late)
            outcomes = chunk.run(list(jobs))
        self.store_error = chunk.store_error
        self.assertFalse(self.fake.mixed_batches)
        keys = [outcome.job.external_id for outcome in outcomes]
        self.assertEqual(len(keys), len(set(keys)), "A job has one outcome.")
        return dict(zip(keys, outcomes, strict=True))

    def jobs(self, *keys, **vals):
        return [make_job(key, **vals) for key in keys]

    def sku_job(self, key, sku):
        return make_job(key, make_payload(key, [make_variant(f"{key}0", sku=sku)]))

    def assertPushed(self, outcomes, *keys):
        passed = {key for key, outcome in outcomes.items() if not outcome.error}
        self.assertEqual(passed, {str(key) for key in keys})
        for key in keys:
            self.assertTrue(self.fake.product_by_external_id(key))

    def batches(self):
        return [len(row.body["create"]) for row in self.fake.requests if row.path.endswith("batch")]

    def test_all_in_one_call_whatever_the_order_of_the_answer(self):
        outcomes = self.push(*self.jobs(*range(1, 21)))
        self.assertPushed(outcomes, *range(1, 21))
        self.assertEqual(self.batches(), [20])
        for key, outcome in outcomes.items():
            self.assertEqual(outcome.medusa_id, self.fake.product_by_external_id(key)["id"])
            self.assertEqual(list(outcome.variant_ids), [f"{key}0"])

    def test_taken_sku_is_never_sent(self):
        self.fake.call("POST", "/admin/products", self.foreign(sku="TAKEN"))
        jobs = [self.sku_job(key, "TAKEN" if key == 5 else f"S{key}") for key in range(1, 11)]
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, *(key for key in range(1, 11) if key != 5))
        self.assertIsInstance(outcomes["5"].error, MedusaConflictError)
        self.assertIn("TAKEN", outcomes["5"].error.message)
        self.assertEqual(self.batches(), [9])

    def test_named_culprits_are_parted_in_one_step(self):
        """Handles aren't asked beforehand: the first one that is refused tells of all."""
        for key in range(1, 7):
            body = {**self.foreign(), "handle": f"product-{key}"}
            self.fake.call("POST", "/admin/products", body)
        outcomes = self.push(*self.jobs(*range(1, 21)))
        self.assertPushed(outcomes, *range(7, 21))
        for key in range(1, 7):
            self.assertEqual(outcomes[str(key)].error.field, "handle")
            self.assertIn(f"product-{key},", outcomes[str(key)].error.message)
        self.assertEqual(self.batches(), [20, 14])

    def test_named_culprit_that_no_question_finds(self):
        words = "Product variant with sku: S3, already exists."
        self.fake.misbehave("answer", BATCH, times=1, status=400, body={"message": words})
        outcomes = self.push(*(self.sku_job(key, f"S{key}") for key in range(1, 9)))
        self.assertPushed(outcomes, 1, 2, 4, 5, 6, 7, 8)
        self.assertEqual(outcomes["3"].error.value, "S3")

    def test_of_two_that_want_one_sku_the_first_gets_it(self):
        outcomes = self.push(*(self.sku_job(key, "SAME") for key in (1, 2)))
        self.assertPushed(outcomes, 1)

    def foreign(self, **variant):
        return {
            "title": "Other",
            "handle": "other",
            "options": [{"title": "Default", "values": ["Default"]}],
            "variants": [
                {"title": "X", "options": {"Default": "Default"}, "prices": [], **variant}
            ],
        }

    def test_unnamed_culprits_are_found_by_halving(self):
        jobs = self.jobs(*range(1, 17))
        for key in (3, 12):
            jobs[key - 1].payload["product"]["weight"] = "heavy"
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, *(key for key in range(1, 17) if key not in (3, 12)))
        self.assertIsInstance(outcomes["3"].error, MedusaValidationError)
        self.assertLess(len(self.batches()), 2 * 2 * 5)

    def test_unknown_outcome_is_never_sent_again(self):
        for kind in ("timeout_after", "timeout_before", "reset_after", "bad_gateway", "truncated"):
            with self.subTest(kind=kind):
                self.setUp()
                self.fake.misbehave(kind, BATCH)
                outcomes = self.push(*self.jobs(1, 2, 3))
                self.assertEqual(len(self.fake.writes), 1)
                self.assertEqual(len(outcomes), 3)
                self.assertTrue(all(out.error.outcome_unknown for out in outcomes.values()))
                self.assertIsNone(self.store_error)

    def test_error_inside_the_store_is_split_while_the_store_lives(self):
        self.fake.misbehave("server_error", self.holds("Product 2"))
        outcomes = self.push(*self.jobs(1, 2, 3, 4))
        self.assertPushed(outcomes, 1, 3, 4)
        self.assertIsInstance(outcomes["2"].error, MedusaServerError)

    def test_error_inside_a_store_that_reads_nothing_either_stops(self):
        self.fake.misbehave("server_error", BATCH)
        self.fake.misbehave("server_error", lambda row: ("limit", "0") in row.query)
        outcomes = self.push(*self.jobs(1, 2, 3, 4))
        self.assertEqual(self.batches(), [4])
        self.assertFalse(outcomes)
        self.assertIsInstance(self.store_error.error, MedusaServerError)

    def test_error_inside_the_store_is_not_looked_into_when_the_time_is_up(self):
        self.fake.misbehave("server_error", BATCH)
        outcomes = self.push(*self.jobs(1, 2, 3, 4), is_late=lambda: True)
        self.assertEqual(self.batches(), [4])
        self.assertEqual(len(outcomes), 4)
        self.assertFalse(any(outcome.error.outcome_unknown for outcome in outcomes.values()))

    def test_refused_data_is_looked_into_though_the_time_is_up(self):
        jobs = self.jobs(1, 2)
        jobs[0].payload["product"]["weight"] = "heavy"
        self.assertPushed(self.push(*jobs, is_late=lambda: True), 2)

    def test_key_refused_while_a_value_is_taken_off_blames_no_product(self):
        size = make_option("Size", "S", "M")
        variants = [make_variant(1, {"Size": "s"}), make_variant(2, {"Size": "m"})]
        self.push(make_job(12, make_payload(12, variants, options=[size])))
        small = make_payload(12, variants[:1], options=[make_option("Size", "S")])
        product_id = self.fake.products[0]["id"]
        self.fake.misbehave("unauthorized", "POST /admin/products/*/options/batch")
        outcomes = self.push(make_job(12, small, medusa_id=product_id))
        self.assertFalse(outcomes)
        self.assertTrue(self.store_error)

    def holds(self, title):
        def matches(row):
            rows = (row.body or {}).get("create") or []
            return any(item["title"] == title for item in rows)

        return matches

    def test_failures_of_the_whole_store_stop_at_once(self):
        for kind in ("refused", "dns", "connect_timeout", "tls", "unauthorized", "forbidden",
                     "rate_limit", "redirect"):  # fmt: skip
            with self.subTest(kind=kind):
                self.setUp()
                self.fake.misbehave(kind, BATCH)
                outcomes = self.push(*self.jobs(1, 2, 3, 4))
                self.assertEqual(len(self.fake.writes), 1)
                self.assertFalse(outcomes, "No product is to blame.")
                self.assertTrue(self.store_error)

    def test_what_went_through_before_the_store_failed_is_not_forgotten(self):
        # The first half of the split call is made, then the store wants a break.
        jobs = self.jobs(1, 2, 3, 4)
        jobs[3].payload["product"]["weight"] = "heavy"
        self.fake.misbehave("rate_limit", self.holds("Product 3"))
        self.fake.misbehave("answer", BATCH, times=1, status=400, body={"message": "no"})
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, 1, 2)
        self.assertTrue(self.store_error)

    def test_refusals_before_the_store_failed_are_not_forgotten(self):
        jobs = self.jobs(1, 2, 3, 4)
        jobs[0].payload["product"]["weight"] = "heavy"
        self.fake.misbehave("rate_limit", self.holds("Product 3"))
        self.fake.misbehave("answer", BATCH, times=1, status=400, body={"message": "no"})
        outcomes = self.push(*jobs)
        self.assertIsInstance(outcomes["1"].error, MedusaValidationError)
        self.assertPushed(outcomes, 2)

    def test_read_that_fails_touches_nothing(self):
        self.fake.misbehave("timeout_before", "GET /admin/products")
        outcomes = self.push(*self.jobs(1, 2))
        self.assertFalse(outcomes or self.fake.writes)
        self.assertIsInstance(self.store_error.error, MedusaTimeoutError)

    def test_product_that_the_answer_leaves_out(self):
        self.fake.misbehave("answer", BATCH, body={"created": [], "updated": []})
        outcomes = self.push(*self.jobs(1))
        self.assertIsInstance(outcomes["1"].error, MedusaResponseError)

    def test_large_bodies_are_cut(self):
        jobs = self.jobs(*range(1, 6))
        for job in jobs:
            job.payload["product"]["description"] = "x" * 900_000
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, *range(1, 6))
        self.assertEqual(self.batches(), [2, 2, 1])

    def test_calls_are_cut_by_what_they_cost(self):
        jobs = self.jobs(*range(1, 6))
        for job in jobs:
            job.payload["options"] = [make_option("Size", *map(str, range(150)))]
            job.payload["variants"] = [
                make_variant(f"{job.external_id}{size:03}", {"Size": str(size)})
                for size in range(150)
            ]
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, *range(1, 6))
        self.assertEqual(self.batches(), [2, 2, 1])

    def test_product_that_fits_no_call_stands_alone(self):
        jobs = self.jobs(1, 2, 3)
        jobs[1].payload["product"]["description"] = "x" * 2_200_000
        outcomes = self.push(*jobs)
        self.assertPushed(outcomes, 1, 3)
        self.assertEqual(outcomes["2"].error.failure_type, "too_large")

    def test_handle_taken_by_our_own_lost_creation_is_adopted(self):
        # It appears after the chunk was read: a creation that hung in the store until now.
        def late_creation(row):
            if row.method == "POST" and not self.fake.products:
                self.push_quietly(12)
            return False

        self.fake.misbehave("refused", late_creation)
        outcomes = self.push(make_job(12))
        self.assertPushed(outcomes, 12)
        self.assertEqual(outcomes["12"].operation, "adopt")

    def push_quietly(self, key):
        payload = make_payload(key)
        body = {
            **payload["product"],
            "handle": payload["handle"],
            "options": [{"title": "Default", "values": ["Default"]}],
        }
        self.fake.call("POST", "/admin/products", body)

    def test_handle_taken_by_a_product_of_other_origin(self):
        self.fake.call("POST", "/admin/products", {**self.foreign(), "handle": "product-12"})
        outcomes = self.push(*self.jobs(11, 12))
        self.assertPushed(outcomes, 11)
        self.assertEqual(outcomes["12"].error.field, "handle")
        self.assertEqual(len(self.fake.products), 2)
