import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.core.locks import claim_first
from ..models.core.transaction import new_env
from .support.committed import BATCH, CommittedCase, Killed

PRODUCTS_MODULE = "odoo.addons.medusa_connector.models.product.phase_products"


class WorkersCase(CommittedCase):
    """A store with two workers; each product is a chunk of its own, two of them a range."""

    workers = 2

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.PUSH_CHUNK", 1))
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.LARGEST_RANGE", 2))
        self.startPatcher(patch(f"{PRODUCTS_MODULE}.RANGES_PER_WORKER", 1))
        self.set_store(worker_count=self.workers, connection_count=1)

    def set_store(self, **vals):
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).write(vals)

    def help(self):
        """Do what a helper does when it is called once; return how much it looked at."""
        with self.registry.cursor() as cr:
            return self.get_env(cr)["medusa.queue"]._help()

    def help_all(self):
        """Do what a helper does as long as there is something to do."""
        while self.help():
            pass

    def start(self, count=8):
        """Return (ids of new products, id of a run that stands where ranges are worked on)."""
        ids = self.make_products(count)
        run_id = self.queue_run()
        while not self.read_ranges(run_id):
            self.step(run_id)
        return ids, run_id

    def read_ranges(self, run_id, *names):
        return self.read("medusa.run.range", [("run_id", "=", run_id)], *(names or ("id",)))

    def in_thread(self, work, *args):
        """Let another worker begin with something; it is over when the test is."""
        failures = []

        def run():
            try:
                work(*args)
            except BaseException as error:  # noqa: BLE001 told below, in the test's own thread
                failures.append(error)

        def end():
            thread.join(timeout=60)
            self.assertFalse(thread.is_alive() or failures, failures)

        thread = threading.Thread(target=run)
        thread.start()
        self.addCleanup(end)
        return end

    def assert_all_created_once(self, run_id, ids):
        """Check the store, and that the run counts what happened."""
        self.assertEqual(len(self.fake.products), len(ids))
        for product_id in ids:
            self.assertTrue(self.fake.product_by_external_id(product_id))
        names = ("state", "created_count", "done_count", "total", "progress")
        count = len(ids)
        self.assertEqual(self.read_run(run_id, *names), ("done", count, count, count, 100.0))
        self.assertFalse(self.read_ranges(run_id), "They are needed no longer.")


@tagged("post_install", "-at_install")
class TestWorkers(WorkersCase):
    """A run over all products is worked on by as many as are free."""

    def test_two_workers_are_at_the_store_at_once(self):
        ids, run_id = self.start(3)
        # Each has a single connection: whoever meets here is another worker.
        meeting, waiting = threading.Barrier(2, timeout=20), [True, True]
        self.at_each(BATCH, lambda _row: waiting and (waiting.pop(), meeting.wait()))
        self.in_thread(self.help)
        self.step(run_id, 600)
        self.assertFalse(meeting.broken)
        self.assert_all_created_once(run_id, ids)

    def test_what_all_of_them_did_is_counted_by_the_run(self):
        ids, run_id = self.start(9)
        self.fake.forget_requests()
        before = self.read_run(run_id, "request_count")
        end = self.in_thread(self.help_all)
        self.step(run_id, seconds=600)
        end()
        self.assert_all_created_once(run_id, ids)
        requests, writes = self.read_run(run_id, "request_count", "write_count")
        self.assertEqual(requests - before, len(self.fake.requests))
        self.assertEqual(writes, len(self.fake.writes))
        self.assertEqual(writes, 9)

    def test_no_range_is_worked_on_twice(self):
        ids, run_id = self.start()
        self.set_store(worker_count=4)
        for _worker in range(3):
            self.in_thread(self.help_all)
        self.step(run_id, seconds=600)
        sent = [job for row in self.fake.writes for job in row.body["create"]]
        self.assertEqual(
            sorted(int(job["external_id"]) for job in sent if "external_id" in job), sorted(ids)
        )

    def test_no_more_work_on_it_than_the_store_has_workers(self):
        _ids, run_id = self.start()
        found = []
        self.meanwhile(BATCH, lambda _row: found.append(self.help()))
        self.assertTrue(self.help())
        self.assertEqual(found, [0], "The leader is the second.")
        self.step(run_id, seconds=600)

    def test_leader_waits_for_the_last_range(self):
        ids, run_id = self.start()
        at_it, going_on = threading.Event(), threading.Event()
        waiting = [True]

        def hold(_row):
            if waiting:
                waiting.pop()
                at_it.set()
                going_on.wait(timeout=20)

        self.at_each(BATCH, hold)
        self.in_thread(self.help)
        self.assertTrue(at_it.wait(timeout=20))
        leader = self.in_thread(self.step, run_id, 600)
        # Now the leader is through with all the others, and it is still its run.
        while self.count_open(run_id) > 1:
            pass
        self.assertEqual(self.read_run(run_id, "state"), "running")
        going_on.set()
        leader()
        self.assert_all_created_once(run_id, ids)

    def count_open(self, run_id):
        return [is_done for (is_done,) in self.read_ranges(run_id, "is_done")].count(False)

    def test_products_that_are_made_meanwhile_follow(self):
        ids, run_id = self.start(4)
        more = self.make_products(3)
        self.step(run_id, seconds=600)
        self.assertEqual(len(self.fake.products), len(ids) + len(more))
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 7))

    def test_products_of_a_range_that_left_the_selection(self):
        ids, run_id = self.start(4)
        with self.transaction() as env:
            env["product.template"].browse(ids[:2]).unlink()
        self.step(run_id, seconds=600)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 2))

    def test_one_worker_makes_no_ranges(self):
        self.set_store(worker_count=1)
        self.make_products(4)
        run_id = self.queue_run()
        ranges = self.registry["medusa.run.range"]
        with patch.object(ranges, "create", side_effect=AssertionError):
            self.step(run_id, seconds=600)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 4))

    def test_chosen_products_are_not_divided(self):
        ids = self.make_products(4)
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            run_id = backend._queue_run("button", ids).id
        with patch.object(self.registry["medusa.run.range"], "create", side_effect=AssertionError):
            self.step(run_id, seconds=600)
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 4))

    def test_verified_products_are_counted(self):
        ids, run_id = self.start()
        self.step(run_id, seconds=600)
        run_id = self.queue_run()
        self.step(run_id, seconds=600)
        self.assertEqual(
            self.read_run(run_id, "state", "unchanged_count", "done_count", "write_count"),
            ("done", len(ids), len(ids), 0),
        )


@tagged("post_install", "-at_install")
class TestWorkersInTrouble(WorkersCase):
    """Nothing twice and nothing lost, whoever is killed, cancels or fails."""

    def kill_next(self):
        """Let the worker that sends the next products be killed before the answer comes."""
        waiting = [True]
        self.startPatcher(
            self.killing(lambda _request: waiting and self.fake.products and waiting.pop())
        )

    def test_range_of_a_killed_helper_is_taken_by_another(self):
        ids, run_id = self.start()
        self.kill_next()
        with self.assertRaises(Killed):
            self.help()
        self.assertTrue(self.fake.products, "The store had taken it.")
        self.help_all()
        self.step(run_id, seconds=600)
        self.assertEqual(len(self.fake.products), len(ids))
        state, created, updated, unchanged = self.read_run(
            run_id, "state", "created_count", "updated_count", "unchanged_count"
        )
        self.assertEqual((state, created + updated + unchanged), ("done", len(ids)))

    def test_killed_leader_is_followed_by_another(self):
        ids, run_id = self.start()
        self.kill_next()
        with self.assertRaises(Killed):
            self.step(run_id, seconds=600)
        self.help_all()
        self.assertEqual(self.read_run(run_id, "state"), "running", "Helpers lead nothing.")
        self.step(run_id, seconds=600)
        self.assertEqual(len(self.fake.products), len(ids))
        self.assertEqual(self.read_run(run_id, "state", "done_count"), ("done", len(ids)))

    def test_claims_end_with_a_killed_worker(self):
        _ids, run_id = self.start()
        self.kill_next()
        with self.assertRaises(Killed):
            self.help()
        with self.hold_first(f"helper.{run_id}", [1]) as number:
            self.assertEqual(number, 1)
        [*keys] = [key for (key,) in self.read_ranges(run_id)]
        with self.hold_first("range", keys) as key:
            self.assertEqual(key, keys[0])
        with self.transaction() as env:
            env["medusa.sync.run"].browse(run_id).action_cancel()

    @contextmanager
    def hold_first(self, space, keys):
        with (
            self.transaction() as caller,
            new_env(caller) as env,
            claim_first(env, space, keys) as key,
        ):
            yield key

    @mute_logger("odoo.sql_db")
    def test_cancelled_run_counts_what_was_done(self):
        _ids, run_id = self.start()

        def cancel(_row):
            with self.transaction() as env:
                env["medusa.sync.run"].browse(run_id).action_cancel()

        self.step(run_id)
        self.meanwhile(BATCH, cancel)
        self.help_all()
        state, created = self.read_run(run_id, "state", "created_count")
        self.assertEqual(state, "cancelled")
        self.assertEqual(len(self.fake.products), created)
        self.assertLess(created, 8)
        self.assertFalse(self.help(), "Nobody goes on with it.")

    @mute_logger("odoo.sql_db")
    def test_store_that_fails_a_helper_is_paused(self):
        _ids, run_id = self.start()
        self.fake.misbehave("unauthorized", BATCH)
        self.help()
        self.assertEqual(self.read_run(run_id, "state"), "failed")
        mine = [("id", "=", self.backend_id)]
        self.assertEqual(self.read("medusa.backend", mine, "failures"), [(1,)])
        self.step(run_id, seconds=600)
        self.assertEqual(self.read("medusa.backend", mine, "failures"), [(1,)])

    @mute_logger("odoo.sql_db")
    def test_store_that_fails_two_at_once_is_paused_once(self):
        _ids, run_id = self.start()
        meeting = threading.Barrier(2, timeout=20)

        def fail(row):
            if f"{row.method} {row.path}" == BATCH:
                meeting.wait()
                return True
            return False

        self.fake.misbehave("unauthorized", fail)
        end = self.in_thread(self.help)
        self.step(run_id, seconds=600)
        end()
        self.assertEqual(self.read_run(run_id, "state"), "failed")
        mine = [("id", "=", self.backend_id)]
        self.assertEqual(self.read("medusa.backend", mine, "failures"), [(1,)])

    def test_run_that_failed_is_begun_anew_by_the_next(self):
        ids, run_id = self.start()
        self.fake.misbehave("unauthorized", BATCH, times=1)
        self.help()
        self.assertEqual(self.read_run(run_id, "state"), "failed")
        self.step(self.queue_run("manual"), seconds=600)
        self.assertEqual(len(self.fake.products), len(ids))

    @mute_logger("odoo.addons.medusa_connector.models.run.machine", "odoo.sql_db")
    def test_helper_whose_code_fails_ends_the_run_and_says_so(self):
        _ids, run_id = self.start()
        phase = self.registry["medusa.phase.products"]
        with patch.object(phase, "_look_at", side_effect=ValueError("Broken extension")):
            self.assertTrue(self.help())
        state, failure, detail = self.read_run(run_id, "state", "failure_type", "failure_detail")
        self.assertEqual((state, failure), ("failed", "internal"))
        self.assertIn("Broken extension", detail)

    def test_helper_stops_where_the_database_is_a_copy(self):
        _ids, run_id = self.start()
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).sudo().database_uuid = "other"
        self.help()
        self.assertFalse(self.fake.products)
        self.assertEqual(self.read_run(run_id, "state"), "failed")
