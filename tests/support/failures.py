"""What the tests of failures share."""

from odoo import fields

from .lifecycle import FakeLifecycleCase

BATCH = "POST /admin/products/batch"
LIST = "GET /admin/products"


class WaitingMixin:
    """Lets what waits for its time have waited."""

    def let_time_pass(self):
        """Let every pause and every waiting time be over."""
        # A test is one transaction, whose time PostgreSQL compares with: it may take long.
        past = fields.Datetime.subtract(self.env.cr.now(), minutes=1)
        for model in ("medusa.product.binding", "medusa.price.list"):
            self.env[model].search([("next_try", "!=", False)]).next_try = past
        self.backend.filtered("paused_until").paused_until = past


class FailureCase(WaitingMixin, FakeLifecycleCase):
    """A store that was reached before, and then fails."""

    def setUp(self):
        super().setUp()
        self.sync()
        self.fake.forget_requests()

    def minutes_until(self, moment):
        """Return the minutes from now, rounded to 5."""
        seconds = (moment - fields.Datetime.now()).total_seconds()
        return round(seconds / 300) * 5

    def binding(self, product):
        return self.get_binding(product, self.backend)

    def assert_failed(self, product, failure_type, minutes=None):
        """Check a failed product.

        :param minutes: until its next try; None if it waits for the product to change alone
        """
        binding = self.binding(product)
        self.assertEqual((binding.state, binding.failure_type), ("error", failure_type))
        self.assertEqual(product.medusa_state, "error")
        if minutes is None:
            self.assertFalse(binding.next_try)
        else:
            self.assertEqual(self.minutes_until(binding.next_try), minutes)
        log = self.env["medusa.sync.log"].search([("binding_id", "=", binding.id)], limit=1)
        self.assertEqual((log.result, log.failure_type), ("failure", failure_type))
        cause, mend = self.env["medusa.failure.mixin"]._get_failure_texts()[failure_type]
        for text in (product.name, cause, mend):
            self.assertIn(text, log.message)
        return binding

    def assert_store_failed(self, run, failure_type, state="paused"):
        """Check that the store is to blame, once, and no product."""
        self.assertEqual((run.state, run.failure_type), ("failed", failure_type))
        self.assertEqual((self.backend.connection_state, self.backend.failure_type),
                         (state, failure_type))  # fmt: skip
        cause, mend = self.env["medusa.failure.mixin"]._get_failure_texts()[failure_type]
        self.assertIn(cause, self.backend.connection_message)
        self.assertIn(mend, self.backend.connection_message)
        [line] = run.log_ids
        self.assertEqual((line.operation, line.result), ("run", "failure"))
        self.assertIn(cause, line.message)
        bindings = self.env["medusa.product.binding"]
        self.assertFalse(bindings.search([("state", "=", "error")]))
