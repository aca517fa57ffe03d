"""A store that is told of changes soon, with a clock that the test moves."""

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from .prices import PriceMixin
from .stock_case import FakeStockCase

CLOCK = "odoo.addons.medusa_connector.models.soon.clock.get_now"


class SoonCase(PriceMixin, FakeStockCase):
    """Changes are noticed in the past; only what is pushed is pushed now."""

    def setUp(self):
        super().setUp()
        # Seconds before now: what was noticed 60 seconds ago is ripe.
        self.ago = 0
        self.startPatcher(patch(CLOCK, self.get_now))
        self.touched = 0
        self.backend.push_soon = True

    def get_now(self):
        now = datetime.now(timezone.utc).replace(tzinfo=None)
        return now - timedelta(seconds=self.ago)

    def touch(self, *records):
        """Give records the time of their last change: a test is one transaction with one time."""
        self.env.flush_all()
        self.touched += 1
        for row in records:
            self.env.cr.execute(
                f"UPDATE {row._table} SET write_date = %s WHERE id = ANY(%s)",
                [self.get_now() - timedelta(milliseconds=1000 - self.touched), row.ids],
            )
        self.env.invalidate_all()

    def touch_stock(self, *products):
        """Give the quants of products a new time."""
        variants = [variant.id for product in products for variant in product.product_variant_ids]
        self.touch(self.env["stock.quant"].search([("product_id", "in", variants)]))

    def look(self, ago=0):
        """Look for changes, so many seconds before now, and queue what is ripe."""
        self.ago = ago
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["medusa.queue"]._look_for_changes()
        self.env.invalidate_all()

    def push_soon(self, ago=0):
        """Let the cron run; return the runs that it left."""
        self.ago = ago
        before = self.soon_runs()
        self.run_job("medusa_connector.ir_cron_medusa_soon")
        self.env.invalidate_all()
        return self.soon_runs() - before

    def notice_and_push(self):
        """Notice what changed a minute ago, and push it now."""
        self.look(ago=60)
        return self.push_soon()

    def settle(self):
        """Let what was made so far be pushed, and be known."""
        self.sync()
        self.look()
        changes = self.env["medusa.change"].search([])
        changes.is_open = False
        self.env["medusa.freshness"].search([]).unlink()

    def soon_runs(self):
        return self.env["medusa.sync.run"].search([("trigger", "=", "soon")], order="id")

    def changes(self, kind="product", is_open=True):
        return self.env["medusa.change"].search([("kind", "=", kind), ("is_open", "=", is_open)])

    def measured(self):
        return sorted(self.env["medusa.freshness"].search([]).mapped("kind"))
