from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase


@tagged("post_install", "-at_install")
class TestRetention(FakeLifecycleCase):
    """Odoo's autovacuum takes old runs away, and their lines with them."""

    def make_run(self, days, state="done", backend=None):
        """Return a run with a line, made so many days ago."""
        run = (backend or self.backend)._queue_run("button", [])
        run.state = state
        run._log_run("success")
        self.env.flush_all()
        date = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        self.env.cr.execute(
            "UPDATE medusa_sync_run SET create_date = %s WHERE id = %s", [date, run.id]
        )
        self.env.invalidate_all()
        return run

    def vacuum(self):
        return self.env["medusa.sync.run"]._gc_runs()

    def test_old_runs_go_with_their_lines(self):
        old, recent = self.make_run(91), self.make_run(89)
        lines = old.log_ids
        self.assertEqual(self.vacuum(), (1, False))
        self.assertFalse(old.exists() or lines.exists())
        self.assertTrue(recent.log_ids.exists())

    def test_each_store_has_its_own_time(self):
        short = self.make_backend(name="Short", log_retention_days=7)
        kept, gone = self.make_run(8), self.make_run(8, backend=short)
        self.vacuum()
        self.assertTrue(kept.exists())
        self.assertFalse(gone.exists())

    def test_archived_store_too(self):
        old = self.make_run(91)
        self.backend.active = False
        self.vacuum()
        self.assertFalse(old.exists())

    def test_zero_is_for_ever(self):
        self.backend.log_retention_days = 0
        old = self.make_run(9999)
        self.vacuum()
        self.assertTrue(old.exists())

    def test_what_is_not_over_stays(self):
        states = ("queued", "running", "waiting")
        runs = [self.make_run(91, state) for state in states]
        self.vacuum()
        for run in runs:
            self.assertTrue(run.exists())

    def test_bindings_stay(self):
        product = self.make_product()
        self.sync()
        run = self.env["medusa.sync.run"].search([], limit=1)
        self.env.cr.execute("UPDATE medusa_sync_run SET create_date = '2020-01-01'")
        self.env.invalidate_all()
        self.vacuum()
        self.assertFalse(run.exists())
        self.assertEqual(product.medusa_state, "synced")

    def test_it_is_part_of_the_autovacuum(self):
        self.assertTrue(getattr(type(self.env["medusa.sync.run"])._gc_runs, "_autovacuum", False))

    def test_open_run_is_not_deleted_by_hand(self):
        run = self.make_run(0, "running")
        with self.assertRaises(UserError):
            run.unlink()
