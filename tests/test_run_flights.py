import threading
from unittest.mock import patch

import psycopg2
from psycopg2 import extensions

from odoo.sql_db import connection_info_for
from odoo.tests import tagged
from odoo.tests.common import get_db_name

from ..models.core.locks import get_space
from ..models.product.claims import get_claim_space
from ..models.run.leg import Leg
from ..sync.lanes import Lanes
from .support.committed import BATCH, CommittedCase


@tagged("post_install", "-at_install")
class TestFlights(CommittedCase):
    """Chunks that are at the store while Odoo prepares the next, and records the last."""

    def setUp(self):
        super().setUp()
        self.startPatcher(
            patch("odoo.addons.medusa_connector.models.product.phase_products.PUSH_CHUNK", 1)
        )

    def work_off(self, run_id):
        """Do a run in one leg, as a cron does."""
        self.assertEqual(self.step(run_id, seconds=600)[1], 0)

    def set_connections(self, count):
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).connection_count = count

    def test_two_chunks_are_at_the_store_at_once(self):
        ids = self.make_products(4)
        meeting = threading.Barrier(2, timeout=20)
        self.at_each(BATCH, lambda _row: meeting.wait())
        run_id = self.run_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count", "done_count"),
                         ("done", 4, 4))  # fmt: skip
        for product_id in ids:
            self.assertTrue(self.fake.product_by_external_id(product_id))

    def test_one_connection_sends_one_at_a_time(self):
        self.set_connections(1)
        self.make_products(4)
        busy, most = threading.Lock(), []

        def enter(_row):
            most.append(busy.acquire(blocking=False))
            busy.release()

        self.at_each(BATCH, enter)
        self.assertEqual(self.read_run(self.run_all(), "created_count"), 4)
        self.assertEqual(most, [True] * 4)

    def test_next_chunk_is_prepared_meanwhile(self):
        self.set_connections(1)
        self.make_products(2)
        prepared = threading.Semaphore(0)
        push = self.registry["medusa.product.push"]
        prepare = push._prepare_jobs

        def tell(records, *args):
            found = prepare(records, *args)
            prepared.release()
            return found

        def wait_for_both(_row):
            self.assertTrue(prepared.acquire(timeout=20))
            if len(self.fake.writes) == 1:
                self.assertTrue(prepared.acquire(timeout=20), "the second is ready by now")
                prepared.release()

        self.at_each(BATCH, wait_for_both)
        with patch.object(push, "_prepare_jobs", tell):
            self.assertEqual(self.read_run(self.run_all(), "created_count"), 2)

    def test_all_that_is_under_way_is_claimed(self):
        ids = self.make_products(2)
        meeting = threading.Barrier(2, timeout=20)
        free = []

        def look(_row):
            meeting.wait()
            free.append(self.count_free(ids))
            meeting.wait()

        self.at_each(BATCH, look)
        self.run_all()
        self.assertEqual(free, [0, 0])
        self.assertEqual(self.count_free(ids), 2)

    def count_free(self, ids):
        """Return how many of the products another process could claim."""
        with self.transaction() as env:
            space = get_space(get_claim_space(env["medusa.backend"].browse(self.backend_id)))
        _name, info = connection_info_for(get_db_name())
        connection = psycopg2.connect(**info)
        try:
            with connection.cursor() as cr:
                cr.execute(
                    "SELECT count(*) FROM unnest(%s) key WHERE pg_try_advisory_lock(%s, key)",
                    (ids, space),
                )
                return cr.fetchone()[0]
        finally:
            connection.close()

    def test_cursor_knows_what_is_under_way(self):
        """A process that is killed now does it again."""
        ids = self.make_products(3)
        run_id = self.queue_run()
        seen = []

        def look(_row):
            seen.append(set(self.read_run(run_id, "cursor")["backlog"]))

        self.at_each(BATCH, look)
        self.work_off(run_id)
        for product_id, backlog in zip(sorted(ids), seen[:1] * 3, strict=True):
            self.assertIn(product_id, backlog)

    def test_nothing_is_open_while_the_store_is_waited_for(self):
        self.make_products(4)
        states = []
        wait = Lanes.wait

        def look(lanes):
            states.append(self.leg.env.cr._cnx.get_transaction_status())
            return wait(lanes)

        def remember(leg, run):
            self.leg = leg
            init(leg, run)

        init = Leg.__init__
        with patch.object(Lanes, "wait", look), patch.object(Leg, "__init__", remember):
            self.run_all()
        self.assertEqual(states, [extensions.TRANSACTION_STATUS_IDLE] * 4)

    def test_a_copied_database_records_what_is_under_way_and_begins_no_more(self):
        self.make_products(8)
        run_id = self.queue_run()

        def copy(_row):
            with self.transaction() as env:
                env["medusa.backend"].browse(self.backend_id).sudo().database_uuid = "other"

        self.meanwhile(BATCH, copy)
        self.work_off(run_id)
        state, created = self.read_run(run_id, "state", "created_count")
        self.assertEqual(state, "failed")
        self.assertLess(created, 8)
        self.assertEqual(len(self.fake.products), created, "what was made is known")
        synced = [("backend_id", "=", self.backend_id), ("state", "=", "synced")]
        self.assertEqual(len(self.read("medusa.product.binding", synced, "id")), created)

    def test_a_store_that_fails_loses_nothing_that_went_through(self):
        self.make_products(6)
        run_id = self.queue_run()
        meeting = threading.Barrier(2, timeout=20)

        def fail(row):
            if f"{row.method} {row.path}" != BATCH:
                return False
            return meeting.wait() == 0

        self.fake.misbehave("unauthorized", fail, times=1)
        self.at_each(BATCH, lambda _row: meeting.wait() if not meeting.broken else None)
        self.fake.misbehaviours.reverse()
        self.work_off(run_id)
        created = len(self.fake.products)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("failed", created))
        self.assertGreaterEqual(created, 1)
        [failures] = self.read("medusa.backend", [("id", "=", self.backend_id)], "failures")
        self.assertEqual(failures, (1,), "said once, whatever else was under way")

    def test_products_that_exchange_their_skus_while_both_are_under_way(self):
        first, second = self.make_products(2)
        with self.transaction() as env:
            one, two = env["product.template"].browse([first, second])
            one.default_code, two.default_code = f"{self.prefix}-A", f"{self.prefix}-B"
        self.run_all()
        with self.transaction() as env:
            one, two = env["product.template"].browse([first, second])
            one.default_code, two.default_code = two.default_code, one.default_code
        self.run_all()
        for product_id, code in ((first, "B"), (second, "A")):
            [variant] = self.fake.product_by_external_id(product_id)["variants"]
            self.assertEqual(variant["sku"], f"{self.prefix}-{code}")

    def test_a_store_in_trouble_gets_fewer_requests_at_once(self):
        self.make_products(6)
        self.fake.misbehave("server_error", BATCH, times=1)
        run_id = self.run_all()
        lines = self.read("medusa.sync.log", [("run_id", "=", run_id)], "operation", "result")
        self.assertEqual(lines.count(("slower", "warning")), 1)
