import threading
from unittest.mock import patch

import psycopg2
from psycopg2 import extensions

from odoo.sql_db import connection_info_for
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from ..models.run.leg import Leg
from ..sync import lanes
from .support.committed import CommittedCase
from .support.pictures import picture


@tagged("post_install", "-at_install")
class TestNoTransactionDuringARequest(CommittedCase):
    """Whoever waits for the store holds nothing in the database."""

    def setUp(self):
        super().setUp()
        _name, info = connection_info_for(get_db_name())
        self.watcher = psycopg2.connect(**info)
        self.addCleanup(self.watcher.close)
        self.watcher.autocommit = True
        self.watcher_lock = threading.Lock()
        self.seen, self.held = [], []
        self.watch_the_waiting()
        self.watch_the_runs()
        with self.transaction() as env:
            # While one connection sends, whoever waits waits for just this.
            env["medusa.backend"].browse(self.backend_id).connection_count = 1
        self.fake.misbehave("refused", self.look)
        self.ids = self.make_products(3, list_price=100)
        with self.transaction() as env:
            self.make_lists(env)
        self.addCleanup(self.delete_lists)

    def watch_the_runs(self):
        """Know the connections to the database that runs work on."""
        self.connections = []

        def init_and_tell(leg, run):
            init(leg, run)
            self.connections.append(run.env.cr._cnx.info.backend_pid)

        init = Leg.__init__
        self.startPatcher(patch.object(Leg, "__init__", init_and_tell))

    def watch_the_waiting(self):
        """Know whether the thread that knows the database waits for the one that sends."""
        self.main, self.waiting = threading.current_thread(), threading.Event()
        self.waits = 0

        def wait_and_tell(*args, **options):
            self.waiting.set()
            try:
                return wait(*args, **options)
            finally:
                self.waiting.clear()
                self.waits += 1

        wait = lanes.wait
        self.startPatcher(patch.object(lanes, "wait", wait_and_tell))

    def make_lists(self, env):
        products = env["product.template"].browse(self.ids)
        tag = env["product.tag"].create({"name": self.prefix})
        category = env["product.category"].create({"name": self.prefix})
        products.write({"product_tag_ids": tag.ids, "categ_id": category.id})
        rule = {"compute_price": "percentage", "percent_price": 20}
        pricelist = env["product.pricelist"].create(
            {"name": self.prefix, "item_ids": [(0, 0, rule)]}
        )
        env["medusa.price.list"].create(
            {"backend_id": self.backend_id, "pricelist_id": pricelist.id}
        )
        env["medusa.backend"].browse(self.backend_id).category_source = "product"

    def delete_lists(self):
        with self.transaction() as env:
            mine = [("name", "=", self.prefix)]
            env["medusa.price.list"].search([("backend_id", "=", self.backend_id)]).write(
                {"medusa_id": False, "is_begun": False}
            )
            env["medusa.price.list"].search([("backend_id", "=", self.backend_id)]).unlink()
            env["product.template"].browse(self.ids).exists().unlink()
            for model in ("product.pricelist", "product.tag", "product.category"):
                env[model].search(mine).unlink()

    def look(self, row):
        """Note a request during which a connection of a run is in a transaction."""
        held = self.find_open()
        while threading.current_thread() is not self.main:
            self.assertTrue(self.waiting.wait(20), "It prepares what comes next, and then waits.")
            waits = self.waits
            held = self.find_open()
            if self.waiting.is_set() and waits == self.waits:
                # It waited all the while.
                break
        self.held += [(row.method, row.path, query) for query in held]
        self.seen.append(f"{row.method} {row.path}")
        return False

    def find_open(self):
        """Return what the runs' connections did last that are in a transaction."""
        with self.watcher_lock, self.watcher.cursor() as cr:
            cr.execute(
                "SELECT query FROM pg_stat_activity"
                " WHERE pid = ANY(%s) AND state LIKE 'idle in transaction%%'",
                [self.connections],
            )
            return [query for [query] in cr.fetchall()]

    def test_terms_products_and_price_lists(self):
        self.run_all()
        with self.transaction() as env:
            env["product.tag"].search([("name", "=", self.prefix)]).name = f"{self.prefix} new"
            env["product.template"].browse(self.ids[0]).product_tag_ids = False
            env["product.pricelist"].search([("name", "=", self.prefix)]).item_ids.unlink()
        self.run_all()
        with self.transaction() as env:
            env["product.template"].browse(self.ids).product_tag_ids = False
            backend = env["medusa.backend"].browse(self.backend_id)
            backend.price_list_ids.action_remove()
            backend.category_source = "none"
        self.run_all()
        wanted = ("stores", "product-tags", "product-categories", "price-lists", "products/batch")
        for part in wanted:
            self.assertTrue([call for call in self.seen if part in call], part)
        self.assertIn("DELETE", {call.split()[0] for call in self.seen})
        self.assertFalse(self.held, "\n".join(map(str, self.held)))

    def test_pictures_languages_and_stock(self):
        with self.transaction() as env:
            env["res.lang"]._activate_lang("fr_FR")
            backend = env["medusa.backend"].browse(self.backend_id)
            # A person's own transaction: what the store has is read when it is asked for.
            backend._test_connection()
            backend.translation_lang_ids = env["res.lang"]._lang_get("fr_FR")
            for number, product in enumerate(env["product.template"].browse(self.ids)):
                product.image_1920 = picture(("red", "blue", "green")[number])
                product.with_context(lang="fr_FR").name = f"{self.prefix} {number} fr"
            self.set_stock(env, backend)
        self.seen.clear()
        self.held.clear()
        self.run_all()
        for part in ("uploads", "translations/batch", "location-levels/batch"):
            self.assertTrue([call for call in self.seen if part in call], part)
        with self.transaction() as env:
            # Else their files would be kept for an undo.
            env["medusa.backend"].browse(self.backend_id).change_retention_days = 0
            env["product.template"].browse(self.ids).image_1920 = False
        self.run_all()
        self.assertTrue([call for call in self.seen if call.startswith("DELETE /admin/uploads")])
        self.assertFalse(self.held, "\n".join(map(str, self.held)))

    def set_stock(self, env, backend):
        """Let the store count one warehouse's stock."""
        warehouse = env["stock.warehouse"].search([], limit=1)
        line = env["medusa.stock.line"].create(
            {"backend_id": backend.id, "warehouse_ids": warehouse.ids}
        )
        line.action_create_location()
        backend.push_stock = True
        env["product.template"].browse(self.ids).is_storable = True


@tagged("post_install", "-at_install")
class TestNoTransactionDuringATest(CommittedCase):
    """Who presses *Test Connection* holds nothing in the database meanwhile either."""

    def press(self, cr):
        """Test the connection; return the states that the cursor was in at the requests."""
        states = []

        def look(_row):
            states.append(cr._cnx.get_transaction_status())
            return False

        self.fake.misbehave("refused", look)
        self.get_env(cr)["medusa.backend"].browse(self.backend_id).action_test_connection()
        return states

    def test_who_has_only_read(self):
        with self.registry.cursor() as cr:
            states = self.press(cr)
        self.assertEqual(set(states), {extensions.TRANSACTION_STATUS_IDLE})
        [state] = self.read("medusa.backend", [("id", "=", self.backend_id)], "connection_state")
        self.assertEqual(state, ("ok",))

    def test_what_somebody_has_written_is_theirs_to_commit(self):
        with self.registry.cursor() as cr:
            self.get_env(cr)["medusa.backend"].browse(self.backend_id).name = "Other"
            self.press(cr)
            cr.rollback()
        [name] = self.read("medusa.backend", [("id", "=", self.backend_id)], "name")
        self.assertEqual(name, (self.prefix,))
