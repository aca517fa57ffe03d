from unittest.mock import patch

from odoo.tests import tagged

from .support.committed import BATCH, CommittedCase

RUN_MODULE = "odoo.addons.medusa_connector.models.run.machine"
PRODUCTS_MODULE = "odoo.addons.medusa_connector.models.product.phase_products"


@tagged("post_install", "-at_install")
class TestRecords(CommittedCase):
    """What happened is written down so that no rollback takes it away."""

    def logs(self, *names):
        return self.read("medusa.sync.log", [("backend_id", "=", self.backend_id)], *names)

    def press_button(self, product_id):
        """Press Resync in a transaction that is rolled back; return the toast."""
        with self.registry.cursor() as cr:
            product = self.get_product(cr, product_id)
            answer = product.action_medusa_sync()["params"]
            product.description_sale = "Never saved"
            cr.rollback()
        return answer

    def get_product(self, cr, product_id):
        return self.get_env(cr)["product.template"].browse(product_id)

    def test_failure_survives_the_rollback_of_who_pressed_the_button(self):
        [product_id] = self.make_products(1)
        self.fake.misbehave("timeout_after", BATCH)
        answer = self.press_button(product_id)
        self.assertEqual(answer["type"], "danger")
        self.assertIn(f"{self.prefix} 0", answer["message"])
        self.assertEqual(self.read_binding(product_id, "state", "failure_type", "tries"),
                         ("error", "timeout", 1))  # fmt: skip
        self.assertEqual(self.logs("operation", "result"), [("create", "failure")])
        [saved] = self.read("product.template", [("id", "=", product_id)], "description_sale")
        self.assertEqual(saved, (False,))

    def test_success_survives_it_too(self):
        [product_id] = self.make_products(1)
        self.assertEqual(self.press_button(product_id)["type"], "success")
        self.assertEqual(self.read_binding(product_id, "state"), "synced")
        self.assertEqual(self.logs("operation", "result"), [("create", "success")])

    def test_product_that_is_not_saved_yet_is_left_to_the_queue(self):
        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            product = env["product.template"].create({"name": f"{self.prefix} new"})
            answer = product.action_medusa_sync()["params"]
            self.assertIn("queued", answer["message"])
            self.assertFalse(self.fake.requests)
            product_id = product.id
        [(run_id,)] = self.read("medusa.sync.run", [("backend_id", "=", self.backend_id)], "id")
        self.work_off(run_id)
        self.assertEqual(self.read_binding(product_id, "state"), "synced")

    def test_chunk_that_went_through_survives_the_crash_of_the_next(self):
        first_id, second_id = self.make_products(2)
        push = self.registry["medusa.product.push"]
        prepare, calls = push._prepare_jobs, []

        def prepare_once(records, *args):
            calls.append(args)
            if len(calls) > 1:
                raise ZeroDivisionError
            return prepare(records, *args)

        self.startPatcher(patch.object(push, "_prepare_jobs", prepare_once))
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        with self.assertLogs(RUN_MODULE, "ERROR"):
            run_id = self.run_all()
        self.assertEqual(self.read_run(run_id, "state", "failure_type", "created_count"),
                         ("failed", "internal", 1))  # fmt: skip
        self.assertEqual(self.read_binding(first_id, "state"), "synced")
        self.assertEqual(
            self.logs("operation", "result"), [("create", "success"), ("run", "failure")]
        )
        self.assertFalse(self.fake.product_by_external_id(second_id))
