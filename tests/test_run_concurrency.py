from contextlib import contextmanager
from unittest.mock import patch

import psycopg2

from odoo.fields import Command
from odoo.sql_db import connection_info_for
from odoo.tests import tagged
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

from ..models.core import locks
from ..models.core.locks import get_space
from ..models.core.transaction import new_env
from ..models.product.claims import get_claim_space
from .support.committed import BATCH, CommittedCase, Killed


@tagged("post_install", "-at_install")
class TestUsersMeetAPush(CommittedCase):
    """A user's transaction neither waits for the store nor is lost."""

    def test_product_is_saved_while_the_store_hangs(self):
        [product_id] = self.make_products(1)

        def save(_row):
            with self.transaction() as env:
                product = env["product.template"].browse(product_id)
                product.write({"list_price": 33, "barcode": f"B{product_id}"})

        self.meanwhile(BATCH, save)
        self.assertEqual(self.read_run(self.run_all(), "state"), "done")
        # The older price was sent: the product is known to be outdated, and follows.
        self.assertTrue(self.read_binding(product_id, "is_outdated"))
        self.run_all()
        [variant] = self.fake.product_by_external_id(product_id)["variants"]
        self.assertEqual(variant["prices"][0]["amount"], 33)
        self.assertFalse(self.read_binding(product_id, "is_outdated"))

    def test_value_is_renamed_while_the_store_hangs(self):
        value_id = self.make_value("Small")
        line = {"attribute_id": self.attribute_id, "value_ids": [Command.set([value_id])]}
        [product_id] = self.make_products(1, attribute_line_ids=[Command.create(line)])
        self.addCleanup(self.delete, "product.template", product_id)

        def rename(_row):
            with self.transaction() as env:
                env["product.attribute.value"].browse(value_id).name = "Petite"

        self.meanwhile(BATCH, rename)
        self.assertEqual(self.read_run(self.run_all(), "state"), "done")
        self.assertTrue(self.read_binding(product_id, "is_outdated"))
        self.run_all()
        [variant] = self.fake.product_by_external_id(product_id)["variants"]
        self.assertEqual([value["value"] for value in variant["options"]], ["Petite"])
        self.assertFalse(self.read_binding(product_id, "is_outdated"))

    def make_value(self, name):
        """Return the id of an attribute's only value."""
        with self.transaction() as env:
            row = {"name": self.prefix, "value_ids": [Command.create({"name": name})]}
            attribute = env["product.attribute"].create(row)
            self.attribute_id = attribute.id
            self.addCleanup(self.delete, "product.attribute", attribute.id)
            return attribute.value_ids.id

    def delete(self, model, record_id):
        with self.transaction() as env:
            env[model].browse(record_id).unlink()

    def test_product_is_deleted_while_it_is_created_in_the_store(self):
        product_id, other_id = self.make_products(2)

        def delete(_row):
            with self.transaction() as env:
                env["product.template"].browse(product_id).unlink()

        self.meanwhile(BATCH, delete)
        run_id = self.run_all()
        # It came into the store and, in the same run, out of the shop again.
        self.assertEqual(self.read_run(run_id, "state", "created_count", "withdrawn_count"),
                         ("done", 2, 1))  # fmt: skip
        self.assertEqual(self.fake.product_by_external_id(product_id)["status"], "draft")
        self.assertEqual(self.fake.product_by_external_id(other_id)["status"], "published")
        self.assertFalse(
            self.read("medusa.product.binding", [("external_id", "=", str(product_id))], "id")
        )

    def test_product_is_deleted_while_the_index_is_read(self):
        ids = self.make_products(4)
        self.run_all()
        first = self.fake.product_by_external_id(ids[0])
        self.fake.call("DELETE", f"/admin/products/{first['id']}")

        pages = []

        def delete(row):
            if row.path == "/admin/products" and ("order", "id") in row.query:
                pages.append(row)
            if len(pages) == 2:
                # The page before marked this product's binding.
                with self.transaction() as env:
                    env["product.template"].browse(ids[0]).unlink()
                pages.append(None)
            return False

        self.fake.misbehave("refused", delete)
        with patch("odoo.addons.medusa_connector.models.product.phase_scan.SCAN_PAGE", 2):
            run_id = self.run_all()
        self.assertEqual(self.read_run(run_id, "state"), "done")
        self.assertGreater(len(pages), 2)

    @mute_logger("odoo.sql_db")
    def test_store_is_saved_while_its_connection_is_tested(self):
        self.make_products(1)

        def save(_row):
            with self.transaction() as env:
                env["medusa.backend"].browse(self.backend_id).log_retention_days = 7

        self.meanwhile("GET /admin/stores", save)
        self.assertEqual(self.read_run(self.run_all(), "state"), "done")
        [kept] = self.read("medusa.backend", [("id", "=", self.backend_id)], "log_retention_days")
        self.assertEqual(kept, (7,))

    @mute_logger("odoo.sql_db")
    def test_run_is_cancelled_while_the_store_works(self):
        self.make_products(8)
        run_id = self.queue_run()

        def cancel(_row):
            with self.transaction() as env:
                env["medusa.sync.run"].browse(run_id).action_cancel()

        self.meanwhile(BATCH, cancel)
        with patch("odoo.addons.medusa_connector.models.product.phase_products.PUSH_CHUNK", 1):
            self.work_off(run_id)
        state, created = self.read_run(run_id, "state", "created_count")
        self.assertEqual(state, "cancelled")
        self.assertLess(created, 8, "What was under way came in, and no more.")
        self.assertEqual(len(self.fake.products), created)

    @mute_logger("odoo.sql_db")
    def test_run_is_cancelled_while_it_starts(self):
        self.make_products(1)
        run_id = self.queue_run()
        guard = self.registry["medusa.guard"]
        get_refusal, waiting = guard._get_refusal, [True]

        def cancel_and_get(records, run):
            if waiting:
                waiting.pop()
                with self.transaction() as env:
                    env["medusa.sync.run"].browse(run_id).action_cancel()
            return get_refusal(records, run)

        with patch.object(guard, "_get_refusal", cancel_and_get):
            self.work_off(run_id)
        self.assertEqual(self.read_run(run_id, "state", "failure_detail"), ("cancelled", False))
        self.assertFalse(self.fake.products)

    def test_no_lock_of_a_user_is_waited_for_without_end(self):
        with self.transaction() as env, new_env(env) as other:
            other.cr.commit()
            other.cr.execute("SHOW lock_timeout")
            self.assertNotEqual(other.cr.fetchone(), ("0",))


@tagged("post_install", "-at_install")
class TestTwoProcesses(CommittedCase):
    """One product is pushed by one process at a time."""

    def resync(self, product_id):
        with self.transaction() as env:
            return env["product.template"].browse(product_id).action_medusa_sync()["params"]

    def creations(self):
        return [row for row in self.fake.writes if row.operations() == ["create"]]

    def test_button_leads_to_its_run(self):
        """The transaction of whoever pressed it began before the run, and doesn't see it."""
        [product_id] = self.make_products(1)
        with self.transaction() as env:
            user_id = env.ref("base.user_admin").id
        with self.transaction(user_id) as env:
            params = env["product.template"].browse(product_id).action_medusa_sync()["params"]
        [run_id] = self.read("medusa.sync.run", [("backend_id", "=", self.backend_id)], "id")[0]
        self.assertIn(f"/odoo/medusa.sync.run/{run_id}", [row["url"] for row in params["links"]])

    def test_button_meets_a_running_push(self):
        [product_id] = self.make_products(1)
        answers = []
        self.meanwhile(BATCH, lambda _row: answers.append(self.resync(product_id)))
        self.assertEqual(self.read_run(self.run_all(), "state", "created_count"), ("done", 1))
        self.assertIn("right now", answers[0]["message"])
        self.assertEqual(answers[0]["type"], "warning")
        self.assertEqual(len(self.creations()), 1)

    def test_button_on_several_pushes_those_that_are_free(self):
        busy_id, free_id = self.make_products(2)
        with self.transaction() as env:
            env["product.template"].browse(free_id).sale_ok = True
        answers = []

        def resync_both(_row):
            with self.transaction() as env:
                products = env["product.template"].browse([busy_id, free_id])
                answers.append(products.action_medusa_sync()["params"])

        self.meanwhile(BATCH, resync_both)
        with patch("odoo.addons.medusa_connector.models.product.phase_products.PUSH_CHUNK", 1):
            self.run_all()
        self.assertTrue(self.fake.product_by_external_id(busy_id))
        self.assertTrue(self.fake.product_by_external_id(free_id))
        self.assertIn("right now", answers[0]["message"])
        self.assertEqual(len(self.creations()), 2)

    def test_run_meets_a_product_that_another_process_holds(self):
        held_id, _free_id = self.make_products(2)
        with self.hold_product(held_id):
            run_id = self.run_all()
        self.assertEqual(
            self.read_run(run_id, "state", "created_count", "skipped_count"), ("done", 1, 1)
        )
        self.assertFalse(self.fake.product_by_external_id(held_id))
        self.run_all()
        self.assertTrue(self.fake.product_by_external_id(held_id))

    def test_run_over_nothing_but_held_products(self):
        [held_id] = self.make_products(1)
        with self.hold_product(held_id):
            self.assertEqual(self.read_run(self.run_all(), "state", "skipped_count"), ("done", 1))

    def hold_product(self, product_id):
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            space = get_space(get_claim_space(backend))
        return self.hold(space, product_id)

    @contextmanager
    def hold(self, space, key):
        """Hold an advisory lock as another process does, until its connection is gone."""
        _name, info = connection_info_for(get_db_name())
        connection = psycopg2.connect(**info)
        try:
            with connection.cursor() as cr:
                cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (space, key))
                self.assertTrue(cr.fetchone()[0])
            yield
        finally:
            connection.close()

    def test_locks_end_with_the_push(self):
        ids = self.make_products(2)
        self.run_all()
        for product_id in ids:
            with self.hold_product(product_id):
                pass

    def test_locks_end_with_a_push_that_breaks_off(self):
        [product_id] = self.make_products(1)
        self.make_killer(times=1)
        with self.assertRaises(Killed):
            self.run_all()
        with self.hold_product(product_id):
            pass

    def make_killer(self, times):
        def kill(row):
            raise Killed

        return self.fake.misbehave("answer", kill, times=times)

    def test_two_crons_meet_on_one_run(self):
        self.make_products(1)
        run_id = self.queue_run()
        steps = []
        self.meanwhile(BATCH, lambda _row: steps.append(self.step(run_id)))
        self.work_off(run_id)
        self.assertEqual(steps, [(0, 0)])
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 1))
        self.assertEqual(len(self.creations()), 1)

    def test_cron_meets_a_run_that_a_button_has_just_made(self):
        [product_id] = self.make_products(1)
        ask_for, steps = locks._ask_for, []

        def step_and_ask(env, space, keys, wait):
            if space == "run" and not steps:
                steps.append(None)
                # Another process takes up whatever it sees.
                steps[0] = self.step(keys[0])
            return ask_for(env, space, keys, wait)

        with patch.object(locks, "_ask_for", step_and_ask):
            toast = self.resync(product_id)
        self.assertEqual(steps, [(0, 0)])
        self.assertEqual(toast["type"], "success", toast)

    def test_second_run_is_the_open_one(self):
        self.assertEqual(self.queue_run("cron"), self.queue_run("manual"))

    @mute_logger("odoo.sql_db")
    def test_product_bound_by_another_process_at_the_same_moment(self):
        [product_id] = self.make_products(1)
        push = self.registry["medusa.product.push"]
        create_first, faster = push._create_first, [self.bind]

        def create_late(records, vals_list):
            if faster:
                faster.pop()(product_id)
            return create_first(records, vals_list)

        with patch.object(push, "_create_first", create_late):
            run_id = self.run_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 1))
        self.assertEqual(self.read_binding(product_id, "state"), "synced")

    def bind(self, product_id):
        with self.transaction() as env:
            vals = {"product_tmpl_id": product_id, "external_id": str(product_id)}
            env["medusa.product.binding"].create({"backend_id": self.backend_id, **vals})

    @mute_logger("odoo.sql_db")
    def test_product_bound_while_the_index_shows_it(self):
        [product_id] = self.make_products(1)
        body = {"title": "X", "handle": "x", "metadata": {"external_id": product_id}}
        options = [{"title": "Default", "values": ["Default"]}]
        self.fake.call("POST", "/admin/products", {**body, "options": options})
        run_id = self.queue_run()
        self.step(run_id)  # starts
        self.meanwhile("GET /admin/products", lambda _row: self.bind(product_id))
        self.work_off(run_id)
        self.assertEqual(self.read_run(run_id, "state"), "done")
        self.assertEqual(len(self.fake.products), 1, "It was adopted.")

    def test_run_follows_a_product_that_came_back_before_its_withdrawal(self):
        product_id, other_id = self.make_products(2)
        self.run_all()
        with self.transaction() as env:
            env["product.template"].browse([product_id, other_id]).active = False

        phase = self.registry["medusa.phase.withdraw"]
        get_next = phase._get_next

        def get_next_and_come_back(records, *args):
            # It came back after the run had looked which ones left.
            found = get_next(records, *args)
            found.mapped("external_id")
            with self.transaction() as env:
                env["product.template"].browse(product_id).active = True
            return found

        with patch.object(phase, "_get_next", get_next_and_come_back):
            run_id = self.run_all()
        self.assertEqual(self.read_run(run_id, "state", "withdrawn_count"), ("done", 1))
        self.assertEqual(self.fake.product_by_external_id(product_id)["status"], "published")
        self.assertEqual(self.fake.product_by_external_id(other_id)["status"], "draft")


@tagged("post_install", "-at_install")
class TestKilledProcess(CommittedCase):
    """What a killed process left is gone on with: nothing twice, nothing lost."""

    def kill(self, when):
        def act(row):
            if when(row):
                raise Killed
            return False

        return self.fake.misbehave("refused", act)

    def test_killed_before_the_store_acted(self):
        ids = self.make_products(2)
        run_id = self.queue_run()
        self.kill(lambda row: row.is_write)
        with self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertEqual(self.read_run(run_id, "state"), "running")
        self.fake.behave()
        self.assertEqual(self.run_all(), run_id, "The open run is gone on with.")
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 2))
        for product_id in ids:
            self.assertTrue(self.fake.product_by_external_id(product_id))

    def test_killed_after_the_store_acted(self):
        ids = self.make_products(2)
        run_id = self.queue_run()
        with self.killing(lambda _row: self.fake.products), self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertEqual(self.read_binding(ids[0], "medusa_id", "state"), (False, "pending"))
        before = {product["id"] for product in self.fake.products}
        self.work_off(run_id)
        self.assertEqual({product["id"] for product in self.fake.products}, before)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 0))
        self.assertIn(self.read_binding(ids[0], "medusa_id"), before)

    def test_killed_between_two_chunks(self):
        self.make_products(4)
        run_id = self.queue_run()
        self.kill(lambda row: row.is_write and len(self.fake.products) == 2)
        with patch("odoo.addons.medusa_connector.models.product.phase_products.PUSH_CHUNK", 1):
            with self.assertRaises(Killed):
                self.work_off(run_id)
            self.assertEqual(self.read_run(run_id, "created_count"), 2)
            self.fake.behave()
            self.fake.forget_requests()
            self.work_off(run_id)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 4))
        self.assertEqual(len(self.fake.writes), 2, "The first two are not sent again.")
