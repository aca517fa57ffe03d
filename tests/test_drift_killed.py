from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.alert.health import is_late
from .support.committed import BATCH, CommittedCase

CHUNK = "odoo.addons.medusa_connector.models.drift.phase_drift.COMPARE_CHUNK"
READ = "GET /admin/products"


class Killed(BaseException):
    """The process is gone: nothing after this line happens but what the database does itself."""


@tagged("post_install", "-at_install")
class TestDriftKilled(CommittedCase):
    """A round whose process is killed, and rounds beside other workers."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(CHUNK, 1))
        self.ids = self.make_products(3, list_price=10)
        self.run_all()
        # What the store shows is what was pushed.
        self.run_all()
        for product_id in self.ids:
            key = self.fake.product_by_external_id(product_id)["id"]
            self.fake.call("POST", f"/admin/products/{key}", {"title": f"Theirs {product_id}"})
        with self.transaction() as env:
            bindings = env["medusa.backend"].browse(self.backend_id).product_binding_ids
            bindings.compared_at = fields.Datetime.now() - timedelta(days=8)
            bindings.last_push = fields.Datetime.now() - timedelta(days=9)
        self.fake.forget_requests()

    def queue_round(self):
        """Let the round of this hour be due; return its id, None where it is nobody's turn."""
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            env["medusa.queue"]._queue_due(backend)
            return backend.run_ids.filtered(lambda run: run.state in ("queued", "running")).id

    def kill_at(self, number):
        """Kill the process when it has been answered for the so manieth time."""
        answers, handle = iter(range(1, 100)), self.fake.handle

        def handle_and_die(request, timeout=None):
            answer = handle(request, timeout)
            if next(answers) == number:
                raise Killed
            return answer

        return patch.object(self.fake, "handle", handle_and_die)

    def find_drifts(self):
        mine = [("backend_id", "=", self.backend_id)]
        return self.read("medusa.drift", mine, "field", "store", "state")

    def assert_each_once(self, *ids):
        expected = [("title", f"Theirs {product_id}", "open") for product_id in ids]
        self.assertCountEqual(self.find_drifts(), expected)

    def is_overdue(self):
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            env["medusa.watch"]._cron_watch()
            return is_late(backend) or bool(backend.open_alarm_ids)

    def test_killed_anywhere(self):
        """What the killed one had found stays, the rest follows, nothing is told twice."""
        for number in (1, 2, 3):
            with self.subTest(number=number):
                run_id = self.queue_round()
                with self.kill_at(number), self.assertRaises(Killed):
                    self.work_off(run_id)
                # Nobody begins another one beside it.
                self.assertEqual(self.queue_round(), run_id)
                self.work_off(run_id)
                self.assert_each_once(*self.ids)
                self.assertFalse(self.queue_round(), "the next hour's")
                with self.transaction() as env:
                    backend = env["medusa.backend"].browse(self.backend_id)
                    long_ago = fields.Datetime.now() - timedelta(days=8)
                    backend.product_binding_ids.compared_at = long_ago

    def test_left_lying(self):
        """Odoo is down for hours after it: nobody is told that products don't reach the store."""
        run_id = self.queue_round()
        with self.kill_at(2), self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertFalse(self.is_overdue())
        with self.transaction() as env:
            env.cr.execute(
                "UPDATE medusa_sync_run SET create_date = create_date - interval '3 hours',"
                " write_date = write_date - interval '3 hours' WHERE id = %s",
                [run_id],
            )
        self.assertFalse(self.is_overdue())
        self.work_off(run_id)
        self.assert_each_once(*self.ids)

    def test_beside_a_worker_that_pushes(self):
        """While the store is read, another worker pushes a product: that is no difference."""
        first, *others = self.ids
        run_id = self.queue_round()

        def push(_request):
            # The round itself is one worker's.
            self.assertEqual(self.step(run_id), (0, 0))
            with self.transaction() as env:
                product = env["product.template"].browse(first)
                product.name = f"Theirs {first}"
                product.action_medusa_sync()
            self.work_off_products()

        self.meanwhile(READ, push)
        self.work_off(run_id)
        self.assert_each_once(*others)

    def test_pushed_before_it_goes_on(self):
        run_id = self.queue_round()
        with self.kill_at(1), self.assertRaises(Killed):
            self.work_off(run_id)
        with self.transaction() as env:
            env["product.template"].browse(self.ids).write({"list_price": 11})
        # Nobody waits for the round.
        self.run_all()
        self.assertTrue([row for row in self.fake.writes if f"POST {row.path}" == BATCH])
        self.work_off(run_id)
        self.assert_each_once(*self.ids)

    def work_off_products(self):
        mine = [("backend_id", "=", self.backend_id), ("scope", "=", "products")]
        for (run_id,) in self.read("medusa.sync.run", mine, "id"):
            self.work_off(run_id)
