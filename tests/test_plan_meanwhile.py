"""What happens to the database while a plan is made, and what the plan makes of it."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import file_open

from ..hooks import uninstall_hook
from ..models.plan.shadow import SECRETS, Shadow, drop_schema, find_schemas
from ..models.run.jobs import PRIORITIES
from ..models.store.key import forget_keys
from .support.committed import CommittedCase
from .support.lifecycle import FakeLifecycleCase
from .support.plan import PlanMixin


class Killed(BaseException):
    """The process is gone."""


@tagged("post_install", "-at_install")
class TestPlanMeanwhile(CommittedCase):
    """People delete, and processes die, while a plan is under way on connections of its own."""

    def setUp(self):
        super().setUp()
        self.ids = self.make_products(3)
        self.run_all()
        with self.transaction() as env:
            for product in env["product.template"].browse(self.ids):
                product.name = f"{product.name} other"
        self.ids += self.make_products(2)

    def clean_up(self):
        with self.transaction() as env:
            for schema in find_schemas(env).values():
                drop_schema(env, schema)
        return super().clean_up()

    def ask(self):
        """Return the id of a new plan of the whole store."""
        with self.transaction() as env:
            return env["medusa.plan"]._ask_for(env["medusa.backend"].browse(self.backend_id)).id

    def leg(self, plan_id, seconds=0):
        """Take a leg of a plan; return whether it is over."""
        with self.registry.cursor() as cr:
            return self.get_env(cr)["medusa.plan.queue"]._step_plan(plan_id, seconds)

    def finish(self, plan_id):
        """Let the plan be made; return {operation: number of lines}."""
        for _leg in range(60):
            if self.leg(plan_id):
                break
        with self.transaction() as env:
            plan = env["medusa.plan"].browse(plan_id)
            self.assertEqual(plan.state, "done", plan.failure_detail)
            for line in plan.line_ids:
                rows = [(row["field"], row["variant"], row["odoo"]) for row in line.changes]
                self.assertEqual(len(rows), len(set(map(str, rows))), "found twice")
            operations = plan.line_ids.mapped("operation")
            return {name: operations.count(name) for name in operations}

    def delete_two(self):
        """Delete a product that is in the store, and one that isn't yet."""
        with self.transaction() as env:
            env["product.template"].browse([self.ids[0], self.ids[-1]]).unlink()

    def test_deleted_after_any_leg(self):
        for legs in (0, 1, 2, 4, 6, 8):
            with self.subTest(legs=legs):
                if legs:
                    self.ids += self.make_products(2)
                plan_id = self.ask()
                if not any([self.leg(plan_id) for _leg in range(legs)]):
                    self.delete_two()
                    self.finish(plan_id)
                del self.ids[0], self.ids[-1]

    def test_deleted_while_it_is_under_way(self):
        asked = []

        def delete(request):
            if request.path == "/admin/products" and "external_id" in str(request.query):
                asked.append(request)
                if len(asked) == 1:
                    self.delete_two()
            return False

        plan_id = self.ask()
        self.fake.misbehave("refused", when=delete)
        self.finish(plan_id)
        self.assertTrue(asked)

    def test_nobody_waits_for_it(self):
        """Whoever saves, deletes or changes tables finds no lock of a plan in the way."""
        plan_id, locks = self.ask(), []

        def look(_request):
            with self.registry.cursor() as cr:
                cr.execute(
                    """
                    SELECT relation::regclass::text, mode FROM pg_locks
                      JOIN pg_class ON pg_class.oid = relation
                      JOIN pg_stat_activity activity USING (pid)
                     WHERE locktype = 'relation' AND pid <> pg_backend_pid()
                       AND backend_type = 'client backend'
                       AND relnamespace = current_schema()::regnamespace AND relkind = 'r'
                       AND mode NOT IN ('AccessShareLock', 'RowShareLock')
                       AND relname NOT LIKE 'medusa_plan%' AND relname NOT LIKE 'bus%'
                       AND pg_locks.database = (SELECT oid FROM pg_database
                                        WHERE datname = current_database())
                    """
                )
                locks.extend(cr.fetchall())
            return False

        self.fake.misbehave("refused", when=look)
        self.finish(plan_id)
        self.assertEqual(locks, [])

    def test_asked_for_twice_at_once(self):
        """Of two people who press Plan at the same moment, the second is shown the first's."""
        with self.registry.cursor() as one, self.registry.cursor() as other:
            backends = [
                self.get_env(cr)["medusa.backend"].browse(self.backend_id) for cr in (one, other)
            ]
            # Both look before either of them asks.
            self.assertFalse(any(backend.plan_ids for backend in backends))
            first = backends[0].action_plan()
            with ThreadPoolExecutor(1) as pool:
                second = pool.submit(backends[1].action_plan)
                one.commit()
                # Odoo does such a request once more.
                with self.assertRaises(ConcurrencyError):
                    second.result()
            other.rollback()
            again = backends[1].action_plan()
        self.assertEqual(again["tag"], "display_notification")
        self.assertEqual(again["params"]["next"]["res_id"], first["res_id"])
        with self.transaction() as env:
            self.assertEqual(env["medusa.plan"].search_count([]), 1)

    def test_two_jobs_at_once(self):
        """While a process makes a plan, another one leaves it alone."""
        plan_id, found = self.ask(), []

        def look(_request):
            found.append(self.leg(plan_id))
            return False

        self.fake.misbehave("refused", when=look)
        self.assertEqual(self.finish(plan_id), {"update": 3, "create": 2})
        self.assertEqual(set(found), {True})

    def test_killed_on_its_leg(self):
        plan_id = self.ask()
        with patch.object(Shadow, "save_shelf", side_effect=KeyboardInterrupt):
            for _leg in range(6):
                with self.assertRaises(KeyboardInterrupt):
                    self.leg(plan_id, 60)
        self.assertEqual(self.finish(plan_id), {"update": 3, "create": 2})

    def run_plan(self, plan_id, path):
        """Carry a plan out; who does is killed when the store has done what a path says.

        :return: what became of its lines
        """
        handle = self.fake.handle

        def handle_and_die(request, timeout=None):
            response = handle(request, timeout)
            if request.method != "GET" and request.path_url.startswith(path):
                raise Killed
            return response

        with self.transaction() as env:
            run_id = env["medusa.plan"].browse(plan_id)._queue_sudo().id
        with patch.object(self.fake, "handle", handle_and_die), self.assertRaises(Killed):
            self.work_off(run_id)
        self.work_off(run_id)
        with self.transaction() as env:
            return env["medusa.plan"].browse(plan_id).line_ids.mapped("outcome")

    def test_killed_while_it_is_carried_out(self):
        """What was sent before nobody recorded it was sent as planned."""
        with self.transaction() as env:
            env["product.template"].browse(self.ids[3:]).unlink()
        plan_id = self.ask()
        self.finish(plan_id)
        self.assertEqual(self.run_plan(plan_id, "/admin/products/batch"), ["as_planned"] * 3)

    def test_killed_after_a_creation(self):
        """What it made stays in the store: it was sent, as what it was called then."""
        self.run_all()
        first, second = self.make_products(2)
        plan_id, name = self.ask(), f"{self.prefix} renamed"
        self.finish(plan_id)
        with self.transaction() as env:
            env["product.template"].browse(second).name = name
        self.run_plan(plan_id, "/admin/products/batch")
        with self.transaction() as env:
            lines = env["medusa.plan"].browse(plan_id).line_ids
            outcomes = {line.product_tmpl_id.id: line.outcome for line in lines}
            sent = lines.filtered(lambda line: line.outcome == "other").sent or []
            titles = [row["odoo"] for row in sent if row["field"] == "title"]
        self.assertEqual(outcomes, {first: "as_planned", second: "other"})
        self.assertEqual(titles, [name])

    def test_killed_while_it_takes_the_sku_of_an_item(self):
        """What a product is sent is noted in two parts, whichever of them is sent by then."""
        products = self.ids[:2]
        with self.transaction() as env:
            for product in env["product.template"].browse(products):
                product.default_code = f"{self.prefix} {product.id}"
        self.run_all()
        items = []
        for product in products:
            row = self.fake.product_by_external_id(product)
            [variant] = row["variants"]
            path = f"/admin/products/{row['id']}/variants/{variant['id']}"
            self.fake.call("POST", path, {"manage_inventory": True})
            body = {"sku": f"{self.prefix} item {product}"}
            items.append(self.fake.call("POST", "/admin/inventory-items", body)["inventory_item"])
        paths = ("/admin/products/batch", f"/admin/inventory-items/{items[1]['id']}")
        for product, item, path in zip(products, items, paths, strict=True):
            with self.subTest(path=path):
                with self.transaction() as env:
                    env["product.template"].browse(product).default_code = item["sku"]
                plan_id = self.ask()
                self.assertEqual(self.finish(plan_id), {"update": 1})
                self.assertEqual(self.run_plan(plan_id, path), ["as_planned"])
                self.assertIsNone(self.fake.state.inventory_items[item["id"]]["sku"])

    def test_killed_while_it_mends(self):
        state = self.fake.state
        items = [{"id": f"iitem_{sku}", "sku": sku, "metadata": None} for sku in ("One", "Two")]
        items = [state.insert("inventory_items", item)["id"] for item in items]
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            vals = {"backend_id": backend.id, "kind": "orphan_item", "severity": "2_trouble"}
            rows = [{**vals, "key": item, "medusa_ids": [item]} for item in items]
            findings = env["medusa.finding"].create(rows)
            plan_id = env["medusa.plan"]._ask_for_mend(backend, findings).id
        self.finish(plan_id)
        path = f"/admin/inventory-items/{items[1]}"
        self.assertEqual(self.run_plan(plan_id, path), ["as_planned"] * 2)

    def test_database_crashed(self):
        plan_id = self.ask()
        for _leg in range(4):
            self.leg(plan_id)
        with self.transaction() as env:
            env.cr.execute(
                "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = %s::regnamespace",
                [f"medusa_plan_{plan_id}"],
            )
            # What is unlogged is empty then.
            env.cr.execute(f"TRUNCATE {env.cr.fetchone()[0]} CASCADE")
        self.assertEqual(self.finish(plan_id), {"update": 3, "create": 2})

    def test_upgraded(self):
        plan_id = self.ask()
        for _leg in range(4):
            self.leg(plan_id)
        with self.transaction() as env:
            env.cr.execute(
                f"ALTER TABLE medusa_plan_{plan_id}.medusa_product_binding"
                " DROP COLUMN medusa_id CASCADE"
            )
        self.assertEqual(self.finish(plan_id), {"update": 3, "create": 2})


@tagged("post_install", "-at_install")
class TestPlanTables(PlanMixin, FakeLifecycleCase):
    """What a plan's tables hold, and when they go."""

    def begin(self):
        """Take the first leg of a plan."""
        self.make_product()
        self.backend.action_plan()
        plan = self.backend.plan_ids
        with self.enter_registry_test_mode():
            self.env["medusa.plan.queue"]._step_plan(plan.id, 0)
        self.assertTrue(find_schemas(self.env))
        return plan

    def go_on(self, plan):
        with self.enter_registry_test_mode():
            self.env["medusa.plan.queue"]._step_plan(plan.id, 60)
        self.env.invalidate_all()

    def test_no_secret_is_copied(self):
        plan = self.begin()
        names = ", ".join(SECRETS)
        self.env.cr.execute(f"SELECT {names} FROM medusa_plan_{plan.id}.medusa_backend")
        self.assertEqual(set(self.env.cr.fetchone()), {None})
        self.go_on(plan)
        self.assertEqual(plan.state, "done", plan.failure_detail)
        with file_open("medusa_connector/data/neutralize.sql") as script:
            text = script.read()
        for name in SECRETS:
            self.assertIn(f"{name} = NULL", text)

    def test_key_is_taken_away(self):
        plan = self.begin()
        forget_keys(self.backend)
        self.go_on(plan)
        self.assertEqual((plan.state, plan.failure_type), ("failed", "configuration"))

    def test_address_changes(self):
        plan = self.begin()
        self.fake.forget_requests()
        self.backend.write({"url": "https://other.example", "api_key": self.fake.api_key})
        self.go_on(plan)
        self.assertEqual((plan.state, plan.failure_type), ("failed", "configuration"))
        self.assertEqual(self.fake.requests, [])

    def test_neutralized_copy_ends_it(self):
        plan = self.begin()
        self.fake.forget_requests()
        self.env.flush_all()
        with file_open("medusa_connector/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(find_schemas(self.env))
        self.go_on(plan)
        self.assertEqual((plan.state, self.fake.requests), ("cancelled", []))

    def test_uninstalled(self):
        self.begin()
        uninstall_hook(self.env)
        self.assertFalse(find_schemas(self.env))

    def test_its_run_can_be_a_job(self):
        triggers = self.env["medusa.sync.run"]._fields["trigger"].get_values(self.env)
        self.assertLessEqual(set(triggers), set(PRIORITIES))
