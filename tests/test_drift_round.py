"""The rounds of each hour, beside whatever else goes on in a store."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..medusa.exceptions import MedusaConnectionError, MedusaTimeoutError
from ..models.drift import phase_drift
from ..models.drift import round as drift_round
from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestDriftRound(FakeLifecycleCase):
    def setUp(self):
        super().setUp()
        self.products = self.make_products(3, list_price=10)
        self.sync()
        self.bindings = self.products.medusa_binding_ids
        self.sync()
        self.runs = self.backend.run_ids
        self.make_due()

    def make_due(self):
        self.bindings.compared_at = fields.Datetime.now() - timedelta(days=8)

    def change_titles(self):
        for binding in self.bindings:
            self.change_remote(self.read_by_id(binding.medusa_id), title="Theirs")

    def find_drifts(self):
        return self.env["medusa.drift"].search([("backend_id", "=", self.backend.id)])

    def find_recent(self):
        before = fields.Datetime.now() - timedelta(hours=1)
        return self.bindings.filtered(lambda row: row.compared_at and row.compared_at > before)

    def go_round(self, **values):
        with patch.object(phase_drift, "compare_all", **values) as compare:
            self.work_through_queue()
        return compare

    def assert_no_trace(self):
        """Check that nobody sees a run, and that the store isn't held back."""
        self.assertEqual(self.backend.run_ids, self.runs)
        self.assertEqual((self.backend.connection_state, self.backend.failures), ("ok", 0))
        self.assertFalse(self.backend.paused_until)

    def test_store_that_is_down(self):
        """It holds back no push, and the same products are tried an hour later."""
        self.go_round(side_effect=MedusaConnectionError("down"))
        self.assert_no_trace()
        self.assertEqual(len(self.find_recent()), 1, "an hour passes until the next try")
        self.assertFalse(self.go_round(side_effect=MedusaConnectionError("down")).called)

    def test_store_that_is_down_at_the_test_of_the_day(self):
        self.backend.connection_checked_at = fields.Datetime.now() - timedelta(days=2)
        error = MedusaConnectionError("down")
        with patch.object(type(self.backend), "_test_connection", return_value=error):
            self.assertFalse(self.go_round(side_effect=error).called)
        self.assert_no_trace()

    def test_products_that_cant_be_shown(self):
        """They don't keep the others from their turn."""
        with patch.object(drift_round, "MOST_AN_HOUR", 2):
            self.go_round(side_effect=MedusaTimeoutError("late"))
            self.assert_no_trace()
            self.assertEqual(len(self.find_recent()), 2)
            self.find_recent().compared_at = fields.Datetime.now() - timedelta(hours=2)
            self.change_titles()
            self.work_through_queue()
        self.assertEqual(len(self.find_drifts()), 1)

    def test_held_products(self):
        """What a person holds back takes nobody's turn."""
        self.bindings[:2].held_since = fields.Datetime.now()
        self.change_titles()
        with patch.object(drift_round, "MOST_AN_HOUR", 2):
            self.work_through_queue()
        self.assertEqual(self.find_drifts().binding_id, self.bindings[2])
        self.bindings[2].compared_at = fields.Datetime.now() - timedelta(hours=2)
        self.assertFalse(self.env["medusa.drift.round"]._is_due(self.backend))

    def test_switched_off_meanwhile(self):
        self.change_titles()
        self.backend._queue_run("cron", scope="round")
        self.backend.drift_policy = "off"
        self.assertFalse(self.go_round().called)
        self.assert_no_trace()

    def test_pushed_meanwhile(self):
        """What Odoo brings there while the store is read is nobody else's change."""
        compare_all = phase_drift.compare_all

        def compare(client, databases, jobs):
            # As if another process had pushed it.
            self.change_titles()
            self.bindings[0].last_push = fields.Datetime.now() + timedelta(seconds=5)
            self.products[1].name = "Theirs"
            self.env.flush_all()
            return compare_all(client, databases, jobs)

        self.go_round(side_effect=compare)
        self.assertEqual(self.find_drifts().binding_id, self.bindings[2])
