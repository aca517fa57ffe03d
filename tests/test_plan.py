"""A plan says what a run will do, and does none of it."""

from odoo.tests import tagged

from ..models.plan.shadow import find_schemas
from .support.lifecycle import FakeLifecycleCase


class PlanMixin:
    """Plans of the test's store."""

    def plan(self, products=None):
        """Let a plan be made, and return it."""
        asked = products or self.backend
        action = asked.action_medusa_plan() if products else asked.action_plan()
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["medusa.plan"].browse(action["res_id"])

    def count_written(self):
        """Return {table: rows written} by the present transaction, of Odoo's own tables."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE schemaname = 'public'"
        )
        return dict(self.env.cr.fetchall())


@tagged("post_install", "-at_install")
class TestPlan(PlanMixin, FakeLifecycleCase):
    def requests_of(self, plan_products=None):
        before = len(self.fake.requests)
        plan = self.plan(plan_products)
        return plan, self.fake.requests[before:]

    def test_first_plan_writes_nothing(self):
        product = self.make_product(attributes=[self.make_attribute("Size", "S", "M")], list_price=12)
        before = self.count_written()
        plan, requests = self.requests_of()
        self.assertEqual((plan.state, plan.created_count), ("done", 1), plan.failure_detail)
        self.assertEqual({request.method for request in requests}, {"GET"})
        written = {
            table
            for table, count in self.count_written().items()
            if count != before.get(table, 0)
        }
        self.assertLessEqual(
            written, {"medusa_plan", "medusa_plan_line", "bus_bus", "ir_cron_trigger", "ir_cron_progress", "ir_cron"}
        )
        self.assertFalse(find_schemas(self.env))
        self.assertFalse(self.backend.product_binding_ids)
        line = plan.line_ids.filtered(lambda line: line.kind == "product")
        self.assertEqual((line.product_tmpl_id, line.operation), (product, "create"))
        self.assertIn("price", line.kinds)

    def test_update(self):
        product = self.make_product(attributes=[self.make_attribute("Size", "S", "M")], list_price=12)
        self.sync()
        plan = self.plan()
        self.assertEqual((plan.state, plan.unchanged_count, len(plan.line_ids)), ("done", 1, 0), plan.line_ids.mapped("display_name"))
        product.write({"name": "Other", "list_price": 15})
        plan = self.plan()
        self.assertEqual(plan.updated_count, 1)
        print(plan.line_ids.changes, plan.line_ids.in_odoo, plan.summary)
