from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..medusa import tax_rates
from ..medusa.client import MedusaClient
from ..sync.tax_rates import RateJob, TaxRatePush
from .support.common import FakeMedusaMixin


@tagged("post_install", "-at_install")
class TestTaxRatePush(FakeMedusaMixin, BaseCase):
    """All rules of a rate in one request, and those of others stay."""

    def setUp(self):
        super().setUp()
        region = self.fake.call(
            "POST", "/admin/tax-regions", {"country_code": "fr", "provider_id": "tp_system"}
        )["tax_region"]
        body = {"tax_region_id": region["id"], "code": "R", "name": "Reduced", "rate": 5.5}
        self.rate_id = self.fake.call("POST", "/admin/tax-rates", body)["tax_rate"]["id"]
        client = MedusaClient(self.fake.url, self.fake.api_key)
        self.addCleanup(client.close)
        self.push = TaxRatePush(client)

    def run_job(self, wanted, known=()):
        self.fake.forget_requests()
        outcome = self.push.push(RateJob(self.rate_id, sorted(wanted), sorted(known)))
        return outcome.operation, outcome.added, outcome.removed, len(self.fake.writes)

    def rules(self):
        rows = self.fake.state.tax_rates[self.rate_id]["_rules"]
        return sorted((row["reference"], row["reference_id"]) for row in rows)

    def write(self, *rules):
        body = {"rules": [{"reference": kind, "reference_id": key} for kind, key in rules]}
        self.fake.call("POST", f"/admin/tax-rates/{self.rate_id}", body)

    def test_products_come_and_go_in_one_request(self):
        self.assertEqual(self.run_job(["p1", "p2"]), ("update", 2, 0, 1))
        self.assertEqual(self.run_job(["p2", "p3"], ["p1", "p2"]), ("update", 1, 1, 1))
        self.assertEqual(self.rules(), [("product", "p2"), ("product", "p3")])

    def test_nothing_changed_means_no_write(self):
        self.write(("product", "p1"))
        self.assertEqual(self.run_job(["p1"]), ("unchanged", 0, 0, 0))
        self.assertEqual(self.run_job([], ["p9"]), ("unchanged", 0, 0, 0))

    def test_rules_of_others_stay(self):
        theirs = [("product", "theirs"), ("product_type", "food"), ("shipping_option", "fast")]
        self.write(*theirs, ("product", "p1"))
        self.assertEqual(self.run_job(["p2"], ["p1"]), ("update", 1, 1, 1))
        self.assertEqual(self.rules(), sorted([*theirs, ("product", "p2")]))
        self.assertEqual(self.run_job([], ["p2"]), ("update", 0, 1, 1))
        self.assertEqual(self.rules(), sorted(theirs))

    def test_rate_that_is_gone(self):
        self.fake.call("DELETE", f"/admin/tax-rates/{self.rate_id}")
        self.assertEqual(self.run_job(["p1"]), ("gone", 0, 0, 0))

    def test_more_rules_than_a_request_takes(self):
        with patch.object(tax_rates, "_BODY_LIMIT", 10):
            self.assertEqual(self.run_job(["p1", "p2"]), ("update", 2, 0, 2))
            self.assertEqual(self.run_job(["p2", "p3"], ["p1", "p2"]), ("update", 1, 1, 2))
        self.assertEqual(self.rules(), [("product", "p2"), ("product", "p3")])

    def test_what_is_left_when_the_time_is_up(self):
        self.push.is_late = lambda: True
        job = RateJob(self.rate_id, ["p1", "p2"])
        with patch.object(tax_rates, "_BODY_LIMIT", 10):
            outcomes = [self.push.push(job) for _ in range(3)]
        self.assertEqual([(row.added, row.left) for row in outcomes], [(1, 1), (1, 0), (0, 0)])
        self.assertEqual(self.rules(), [("product", "p1"), ("product", "p2")])

    def test_known_rate_is_known(self):
        job = RateJob("txr", ["p1"])
        self.assertFalse(job.is_known)
        self.assertTrue(RateJob("txr", ["p1"], rules_hash=job.fingerprint).is_known)
        self.assertFalse(RateJob("txr", ["p2"], rules_hash=job.fingerprint).is_known)
