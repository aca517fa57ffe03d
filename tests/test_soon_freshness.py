from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .support.pictures import picture
from .support.soon import SoonCase


@tagged("post_install", "-at_install")
class TestFreshness(SoonCase):
    """How long a change takes is measured, by kind."""

    def setUp(self):
        super().setUp()
        self.chair = self.make_product("Chair")
        self.settle()

    def test_kinds(self):
        self.chair.write({"name": f"Stool {self.token}", "list_price": 11})
        self.touch(self.chair)
        self.notice_and_push()
        self.assertEqual(self.measured(), ["price", "product"])
        for row in self.env["medusa.freshness"].search([]):
            self.assertTrue(0 < row.seconds < 120, row.seconds)

    def test_from_the_first_change_on(self):
        for ago in (1000, 500):
            self.ago = ago
            self.chair.name = f"Stool {ago} {self.token}"
            self.touch(self.chair)
            self.look(ago - 1)
        self.ago = 0
        self.push_soon()
        [row] = self.env["medusa.freshness"].search([])
        self.assertTrue(990 < row.seconds < 1100, row.seconds)

    def test_texts_do_not_wait_for_pictures(self):
        self.chair.write({"name": f"Stool {self.token}", "image_1920": picture("red")})
        self.touch(self.chair)
        run = self.notice_and_push()
        first = run[:1]
        self.assertEqual(len(run), 2, "a run for texts, one for pictures")
        self.assertFalse([row for row in first.log_ids if row.result == "failure"])
        self.assertEqual(self.measured(), ["picture", "product"])
        self.assertEqual(len(self.read(self.chair)["images"]), 1)
        paths = [(request.method, request.path) for request in self.fake.requests]
        upload = paths.index(("POST", "/admin/uploads"))
        self.assertIn(("POST", "/admin/products/batch"), paths[:upload])
        self.assertFalse(self.changes())
        self.assert_nothing_left()

    def test_percentiles_of_the_last_day(self):
        self.assertFalse(self.backend.freshness)
        freshness = self.env["medusa.freshness"]
        freshness._add(self.backend, [("stock", seconds) for seconds in range(101)])
        old = freshness.search([], limit=1)
        old.copy({"seconds": 9999, "at": fields.Datetime.subtract(old.at, days=2)})
        self.assertEqual(freshness._get_percentiles(self.backend), {"stock": (101, 50.0, 95.0)})
        self.backend.invalidate_recordset()
        for text in ("Stock", ">101<", ">50 s<", ">95 s<"):
            self.assertIn(text, self.backend.freshness)

    def test_old_figures_go(self):
        freshness = self.env["medusa.freshness"]
        freshness._add(self.backend, [("stock", 1), ("price", 1)])
        old = freshness.search([("kind", "=", "stock")])
        old.at = fields.Datetime.subtract(old.at, days=8)
        self.assertEqual(freshness._gc_freshness(), (1, False))
        self.assertEqual(freshness.search([]).kind, "price")


@tagged("post_install", "-at_install")
class TestSchedules(SoonCase):
    """One kind of data may have a schedule of its own."""

    def setUp(self):
        super().setUp()
        self.backend.push_soon = False
        self.cron = self.env.ref("medusa_connector.ir_cron_medusa_soon")

    def make_schedule(self, kind, **vals):
        vals = {"backend_id": self.backend.id, "kind": kind, **vals}
        return self.env["medusa.schedule"].create(vals)

    def test_wakes_the_cron(self):
        self.assertFalse(self.cron.active)
        schedule = self.make_schedule("prices")
        self.assertTrue(self.cron.active)
        schedule.unlink()
        self.assertFalse(self.cron.active)

    def test_each_kind(self):
        self.make_stored(5)
        self.sync()
        scopes = ["catalogue", "all_prices", "stock", "pictures", "translations"]
        kinds = ("products", "prices", "stock", "pictures", "translations")
        for kind, scope in zip(kinds, scopes, strict=True):
            with self.subTest(kind=kind):
                self.make_schedule(kind)
                self.push_soon()
                run = self.env["medusa.sync.run"].search([("trigger", "=", "cron")], limit=1)
                self.assertEqual(run.scope, scope)
                self.work_through_queue()
                if run.exists():
                    self.assertEqual((run.state, run.write_count), ("done", 0))

    def test_only_when_its_time_has_come(self):
        schedule = self.make_schedule("prices", interval_number=2, interval_type="hours")
        self.push_soon()
        self.assertGreater(schedule.next_time, fields.Datetime.now())
        runs = self.env["medusa.sync.run"].search([("scope", "=", "all_prices")])
        self.assertEqual(len(runs), 1)
        runs.state = "done"
        self.push_soon()
        self.assertEqual(self.env["medusa.sync.run"].search([("scope", "=", "all_prices")]), runs)

    def test_what_was_missed_is_done_once(self):
        schedule = self.make_schedule("prices", next_time="2020-01-01")
        self.push_soon()
        self.assertGreater(schedule.next_time, fields.Datetime.now())

    def test_interval(self):
        with self.assertRaises(ValidationError):
            self.make_schedule("prices", interval_number=0)
