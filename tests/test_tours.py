from unittest.mock import patch

from odoo.tests.common import HttpCase, tagged

from ..models.live import teller
from .support.common import FakeMedusaMixin


@tagged("post_install", "-at_install")
class TestTours(FakeMedusaMixin, HttpCase):
    """What a person does in a browser, from the first connection to the mending of a failure."""

    def setUp(self):
        super().setUp()
        self.fake.api_key = "sk_right"
        self.category = self.env["product.category"].create({"name": "Tours"})
        self.env["medusa.backend"].search([]).active = False

    def make_backend(self):
        return self.env["medusa.backend"].create(
            {
                "name": "Shop",
                "url": self.fake.url,
                "api_key": self.fake.api_key,
                "product_domain": f"[('categ_id', '=', {self.category.id})]",
            }
        )

    def make_product(self, name, **vals):
        vals = {"name": name, "categ_id": self.category.id, **vals}
        return self.env["product.template"].create(vals)

    def test_settings(self):
        """The first store: connect with a wrong key, mend it, choose a schedule."""
        cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        self.start_tour(
            "/odoo/action-medusa_connector.res_config_settings_action",
            "medusa_settings_tour",
            login="admin",
        )
        backend = self.env["medusa.backend"].search([])
        self.assertEqual(backend.url, self.fake.url)
        self.assertEqual(backend._read_api_keys_sudo()[backend.id], "sk_right")
        self.assertEqual(backend.connection_state, "ok")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    def test_content(self):
        """The pages of a store: a switch that waits for the save, and an extra field."""
        backend = self.make_backend()
        self.start_tour(f"/odoo/medusa-stores/{backend.id}", "medusa_content_tour", login="admin")
        self.assertFalse(backend.push_stock)
        row = backend.field_map_ids
        self.assertEqual((row.field_path, row.target, row.metadata_key),
                         ("barcode", "metadata", "ean"))  # fmt: skip

    def test_resync(self):
        """A new product is pushed with its button; its page shows the new state."""
        backend = self.make_backend()
        backend.action_test_connection()
        product = self.make_product("Office chair")
        self.start_tour(
            f"/odoo/product.template/{product.id}", "medusa_product_tour", login="admin"
        )
        self.assertEqual(product.medusa_binding_ids.state, "synced")
        self.assertTrue(self.fake.product_by_external_id(product.id))

    def test_explain(self):
        """A product that the filter leaves out is explained, taken in, pushed and seen."""
        backend = self.make_backend()
        backend.publishable_key = self.fake.publishable_key
        backend.action_test_connection()
        product = self.make_product("Office chair", categ_id=self.category.copy().id)
        self.start_tour(
            f"/odoo/product.template/{product.id}", "medusa_explain_tour", login="admin"
        )
        self.assertEqual(product.medusa_included_backend_ids, backend)
        self.assertTrue(self.fake.product_by_external_id(product.id))

    def test_log(self):
        """A failed line is found, opened and retried."""
        backend = self.make_backend()
        self.make_product("First lamp", default_code="LAMP")
        self.make_product("Second lamp", default_code="LAMP")
        backend.action_sync_now()
        self.env.ref("medusa_connector.ir_cron_medusa_queue").method_direct_trigger()
        self.start_tour("/odoo/medusa-logs", "medusa_log_tour", login="admin")
        failed = self.env["medusa.sync.log"].search([("result", "=", "failure")])
        self.assertEqual(failed.mapped("failure_type"), ["duplicate", "duplicate"])
        self.assertEqual(failed[:1].run_id.trigger, "button")

    def test_undo(self):
        """A run that pushed wrong prices is looked at and undone, its product held and released."""
        backend = self.make_backend()
        lamps = self.make_product("First lamp", list_price=10)
        lamps |= self.make_product("Second lamp", list_price=10)
        backend.action_sync_now()
        queue = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        queue.method_direct_trigger()
        lamps.list_price = 99
        backend.action_sync_now()
        queue.method_direct_trigger()
        run = self.env["medusa.sync.run"].search([("backend_id", "=", backend.id)], limit=1)
        address = "/odoo/action-medusa_connector.medusa_sync_run_action"
        self.start_tour(f"{address}/{run.id}", "medusa_undo_tour", login="admin")
        queue.method_direct_trigger()
        found = [self.fake.product_by_external_id(lamp.id) for lamp in lamps]
        amounts = [row["variants"][0]["prices"][0]["amount"] for row in found]
        self.assertEqual(amounts, [10, 99])
        undo = self.env["medusa.sync.run"].search([("undone_run_id", "=", run.id)])
        self.start_tour(f"{address}/{undo.id}", "medusa_undone_tour", login="admin")
        self.assertFalse(undo.held_count)

    def test_plan(self):
        """A person asks what a run would do, looks at it field by field and lets it be done."""
        backend = self.make_backend()
        lamp = self.make_product("First lamp", list_price=10)
        backend.action_sync_now()
        queue = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        queue.method_direct_trigger()
        lamp.list_price = 99
        address = f"/odoo/action-medusa_connector.medusa_backend_action/{backend.id}"
        self.start_tour(address, "medusa_plan_tour", login="admin")
        self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        plan = backend.plan_ids[:1]
        address = f"/odoo/action-medusa_connector.medusa_plan_action/{plan.id}"
        self.start_tour(address, "medusa_planned_tour", login="admin")
        queue.method_direct_trigger()
        self.assertEqual(plan.line_ids.mapped("outcome"), ["as_planned"])

    def test_no_store(self):
        self.start_tour("/odoo/medusa", "medusa_connect_tour", login="admin")

    def test_units(self):
        """What the modules of the pages decide by themselves."""
        self.start_tour("/odoo/medusa", "medusa_units_tour", login="admin")

    def test_live(self):
        """A run that is asked for on its card moves everywhere, told by the bus alone."""
        backend = self.make_backend()
        backend.action_test_connection()
        for index in range(6):
            self.make_product(f"Lamp {index}")
        self.startPatcher(patch.object(teller, "INTERVAL", 0))
        products = "odoo.addons.medusa_connector.models.product.phase_products"
        self.startPatcher(patch(f"{products}.PUSH_CHUNK", 2))
        # One batch after the other, not three at once.
        backend.connection_count = 1

        def step(runs):
            """Do the run's next batch, as its process does; the page asks for it when it looked."""
            run = runs.sudo().search([("backend_id", "=", backend.id)], limit=1)
            done = run.done_count
            while run.done_count == done and run.state in ("queued", "running"):
                run.env["medusa.queue"]._step_run(run.id)
                run.invalidate_recordset()

        model = self.registry["medusa.sync.run"]
        self.startPatcher(patch.object(model, "action_step_of_a_test", step, create=True))
        self.start_tour("/odoo/medusa", "medusa_live_tour", login="admin")
        run = self.env["medusa.sync.run"].search([("backend_id", "=", backend.id)], limit=1)
        self.assertEqual((run.state, run.created_count), ("cancelled", 4))

    def test_alarm(self):
        """An alarm's life: it is seen, its button is pressed, and it closes itself."""
        backend = self.make_backend()
        backend.responsible_ids = self.env.ref("base.user_admin")
        backend.action_test_connection()
        self.fake.api_key = "sk_other"
        backend.action_test_connection()
        watch = self.env.ref("medusa_connector.ir_cron_medusa_watch")
        watch.method_direct_trigger()
        alarm = self.env["medusa.alarm"].search([("backend_id", "=", backend.id)])
        self.assertEqual(alarm.kind, "key_refused")
        self.fake.api_key = "sk_right"
        self.start_tour("/odoo/medusa", "medusa_alarm_tour", login="admin")
        watch.method_direct_trigger()
        self.assertTrue(alarm.closed_at)
        self.start_tour(
            f"/odoo/medusa-stores/{backend.id}", "medusa_alarm_over_tour", login="admin"
        )

    def test_drift(self):
        """What somebody changed in Medusa is found in the list, and decided about."""
        backend = self.make_backend()
        backend.action_test_connection()
        product = self.make_product("Office chair", description_sale="Comfortable")
        backend.action_sync_now()
        queue = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        queue.method_direct_trigger()
        remote = self.fake.product_by_external_id(product.id)
        body = {"title": "Theirs", "description": "Theirs"}
        self.fake.call("POST", f"/admin/products/{remote['id']}", body, ())
        backend.action_compare_all()
        queue.method_direct_trigger()
        self.start_tour("/odoo/medusa-to-do", "medusa_drift_tour", login="admin")
        queue.method_direct_trigger()
        remote = self.fake.product_by_external_id(product.id)
        self.assertEqual((remote["title"], remote["description"]), ("Office chair", "Theirs"))

    def test_start(self):
        """The checklist is walked, from the address to a live store."""
        backend = self.make_backend()
        backend.stage = "test"
        chair = self.make_product("Office chair", list_price=10)
        deposit = self.make_product("Deposit", list_price=10, type="service")
        self.start_tour(f"/odoo/medusa-stores/{backend.id}", "medusa_start_tour", login="admin")
        self.assertEqual(backend.stage, "live")
        self.assertEqual(deposit.medusa_excluded_backend_ids, backend)
        self.assertEqual(self.fake.product_by_external_id(chair.id)["status"], "draft")
        self.assertEqual(backend.run_ids[:1].state, "queued")

    def test_todo(self):
        """What waits is found by its cause, noted upon, opened, and tried again."""
        backend = self.make_backend()
        self.make_product("First lamp", default_code="LAMP")
        backend.action_sync_now()
        queue = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        queue.method_direct_trigger()
        for name in ("Second lamp", "Third lamp"):
            self.make_product(name, default_code="LAMP")
        backend.action_sync_now()
        queue.method_direct_trigger()
        # Of two others one is chosen from a list; of one it is opened at once.
        self.env["product.template"].search([("name", "=", "Third lamp")]).default_code = "L3"
        self.start_tour("/odoo/medusa-to-do", "medusa_todo_tour", login="admin")
        note = self.env["medusa.todo.note"].search([("backend_id", "=", backend.id)])
        self.assertEqual((note.note, note.res_id, note.key),
                         ("Ask the warehouse", 0, "product:duplicate"))  # fmt: skip
        failed = self.env["medusa.todo"].search([("cause", "=", "duplicate")])
        self.assertIn("Second lamp", failed.mapped("name") + failed.mapped("title"))

    def find_leftover(self):
        """Return (store, its queue) after an examination that found an item without variant."""
        backend = self.make_backend()
        backend.action_test_connection()
        self.fake.call("POST", "/admin/inventory-items", {"sku": "LEFT"})
        queue = self.env.ref("medusa_connector.ir_cron_medusa_queue")
        backend.action_examine()
        queue.method_direct_trigger()
        return backend, queue

    def test_plan_of_a_mend(self):
        """What a mend would write is shown before, and its plan is run."""
        _backend, queue = self.find_leftover()
        self.start_tour("/odoo/medusa-findings", "medusa_mend_plan_tour", login="admin")
        self.assertTrue(self.fake.state.inventory_items)
        self.env.ref("medusa_connector.ir_cron_medusa_plan").method_direct_trigger()
        self.start_tour("/odoo/medusa-plans", "medusa_mend_planned_tour", login="admin")
        queue.method_direct_trigger()
        self.assertFalse(self.fake.state.inventory_items)
        self.assertEqual(self.env["medusa.plan"].search([]).line_ids.outcome, "as_planned")

    def test_doctor(self):
        """What an examination found is mended by its button; the next one finds it no more."""
        backend, queue = self.find_leftover()
        self.start_tour("/odoo/medusa-findings", "medusa_doctor_tour", login="admin")
        queue.method_direct_trigger()
        [finding] = self.env["medusa.finding"].search([("kind", "=", "orphan_item")])
        self.assertEqual(finding.state, "mended")
        self.assertFalse(self.fake.state.inventory_items)
        self.assertEqual(backend.run_ids[:2].mapped("scope"), ["examine", "mend"])
