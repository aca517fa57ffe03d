from odoo import fields
from odoo.tests import tagged

from .support.stock_case import LEVELS, FakeStockCase

CALL = f"POST {LEVELS}"


@tagged("post_install", "-at_install")
class TestStockFailures(FakeStockCase):
    """What goes wrong is told, keeps nothing else back, and is tried again."""

    def setUp(self):
        super().setUp()
        self.chairs = self.make_products(8, is_storable=True)
        self.sync()

    def change_all(self):
        for chair in self.chairs:
            self.put(chair.product_variant_id, 1)

    def in_store(self):
        return [self.read_stock(chair)["Default"] for chair in self.chairs]

    def refuse(self, product, kind="answer", **details):
        """Let the store refuse every call that sets this product's level."""
        details = details or {
            "status": 400, "body": {"type": "invalid_data", "message": "Not this one"},
        }  # fmt: skip
        item_id = self.item_of(product)

        def holds(request):
            rows = (request.body or {}).get("update") or (request.body or {}).get("create") or []
            return request.path == LEVELS and any(
                row["inventory_item_id"] == item_id for row in rows
            )

        return self.fake.misbehave(kind, holds, **details)

    def test_one_culprit_stands_alone(self):
        self.refuse(self.chairs[3])
        self.change_all()
        run = self.push_stock()
        self.assertEqual(self.in_store(), [1, 1, 1, 0, 1, 1, 1, 1])
        self.assertEqual((run.state, run.updated_count, run.failed_count), ("errors", 7, 1))
        failed = run.log_ids.filtered(lambda log: log.result == "failure")
        self.assertEqual(
            (failed.product_tmpl_id, failed.failure_type), (self.chairs[3], "validation")
        )
        self.assertIn("Not this one", failed.message)
        level = self.levels_of(self.chairs[3])
        self.assertEqual((level.failure_type, level.tries), ("validation", 1))
        self.assertFalse(level.is_known)

    def test_failed_level_of_a_product_that_is_withdrawn_and_returns(self):
        self.refuse(self.chairs[3])
        self.change_all()
        self.push_stock()
        level = self.levels_of(self.chairs[3])
        self.chairs[3].active = False
        self.sync()
        self.assertFalse(level.failure_type, "There is nothing to mend while it is out.")
        self.fake.behave()
        self.chairs[3].active = True
        self.sync()
        self.assert_stock(self.chairs[3], 1)

    def test_failed_level_waits_and_then_goes_through(self):
        self.refuse(self.chairs[3], "server_error", status=500)
        self.change_all()
        self.push_stock()
        self.assertFalse(self.push_stock(), "not every quarter of an hour")
        self.assertEqual(self.fake.requests, [])
        self.fake.behave()
        level = self.levels_of(self.chairs[3])
        level.next_try = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        self.push_stock()
        self.assertEqual(self.in_store(), [1] * 8)
        self.assertEqual((level.failure_type, level.tries, level.next_try), (False, 0, False))

    def test_lost_answer(self):
        self.fake.misbehave("timeout_after", CALL, times=1)
        self.change_all()
        run = self.push_stock()
        self.assertEqual((run.failed_count, self.in_store()), (8, [1] * 8))
        levels = self.env["medusa.stock.level"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(levels.mapped("failure_type")), {"timeout"})
        levels.next_try = False
        self.push_stock()
        self.assertEqual(self.in_store(), [1] * 8)
        self.assertFalse(self.push_stock())

    def test_store_that_cannot_be_reached_pauses(self):
        self.fake.misbehave("refused")
        self.change_all()
        run = self.push_stock()
        self.assertEqual((run.state, run.failure_type), ("failed", "connection"))
        self.assertEqual(self.backend.connection_state, "paused")
        self.assertFalse(run.failed_count, "it is the store's failure, not eight products'")
        self.assertFalse(self.push_stock(), "a paused store is left alone")
        self.fake.behave()
        self.backend.paused_until = fields.Datetime.now()
        self.push_stock()
        self.assertEqual(self.in_store(), [1] * 8)

    def test_refused_key_is_said_once(self):
        self.fake.misbehave("unauthorized")
        self.change_all()
        run = self.push_stock()
        self.assertEqual(run.failure_type, "authentication")
        self.assertEqual(len(run.log_ids), 1)
        self.backend.paused_until = fields.Datetime.now()
        self.assertFalse(self.push_stock())

    def test_first_levels_after_a_lost_answer(self):
        chair = self.make_stored(4)
        self.fake.misbehave("timeout_after", CALL, times=1)
        self.sync()
        self.assertEqual(self.levels_of(chair).failure_type, "timeout")
        self.levels_of(chair).next_try = False
        self.push_stock()
        self.assertFalse(self.levels_of(chair).failure_type)
        self.assert_stock(chair, 4)

    def test_stock_that_fails_leaves_the_product_pushed(self):
        chair = self.make_stored(4)
        self.fake.misbehave("server_error", CALL)
        run = self.sync()
        self.assertEqual((run.state, run.created_count, run.failed_count), ("errors", 1, 1))
        self.assertEqual(self.get_binding(chair).state, "synced")

    def test_no_map(self):
        self.line.unlink()
        run = self.push_stock()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertIn("stock map", run.failure_detail)
        self.assertFalse(self.push_stock())

    def test_broken_run_is_told(self):
        def explode(*args):
            raise ZeroDivisionError("oops")

        self.patch(type(self.env["medusa.stock.quantity"]), "_get_quantities", explode)
        with self.assertLogs("odoo.addons.medusa_connector", "ERROR"):
            run = self.push_stock()
        self.assertEqual((run.state, run.failure_type), ("failed", "internal"))

    def test_copied_database_pushes_nothing(self):
        self.change_all()
        self.env["ir.config_parameter"].set_param("database.uuid", "another")
        run = self.push_stock()
        self.assertEqual((run.state, run.failure_type), ("failed", "configuration"))
        self.assertEqual(self.fake.requests, [])
