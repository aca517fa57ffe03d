from unittest.mock import patch

from odoo.tests import tagged

from .support.committed import CommittedCase

QUEUE_MODULE = "odoo.addons.medusa_connector.models.run.queue"
PRODUCTS_MODULE = "odoo.addons.medusa_connector.models.product.phase_products"


@tagged("post_install", "-at_install", "medusa_queue_job")
class TestJobs(CommittedCase):
    """Runs as jobs of the real queue_job, done as its controller does them."""

    def setUp(self):
        super().setUp()
        if "queue.job" not in self.registry:
            self.skipTest("queue_job isn't installed: dev/test --only queue_job")
        self.set_store(use_queue_job=True)
        with self.transaction() as env:
            env["queue.job"].search([]).unlink()

    def set_store(self, **vals):
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).write(vals)

    def press(self):
        """Press Sync Now; return the id of the run."""
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).action_sync_now()
        return self.queue_run()

    def read_jobs(self, *names):
        return self.read("queue.job", [("model_name", "=", "medusa.queue")], *names)

    def perform(self):
        """Do the jobs that wait, by their priority; what they enqueue is left."""
        waiting = [("model_name", "=", "medusa.queue"), ("state", "=", "pending")]
        with self.transaction() as env:
            jobs = env["queue.job"].search(waiting, order="priority, id")
            jobs.write({"state": "enqueued"})
            uuids = jobs.mapped("uuid")
        for uuid in uuids:
            self.perform_one(uuid)
        return len(uuids)

    def perform_one(self, uuid):
        # Only where this class runs there is such a module.
        from odoo.addons.queue_job.controllers.main import RunJobController  # noqa: PLC0415

        with self.registry.cursor() as cr:
            env = self.get_env(cr)
            job = RunJobController._acquire_job(env, uuid)
            RunJobController._runjob(env, job)

    def perform_all(self):
        for _round in range(50):
            if not self.perform():
                return
        self.fail("There is no end of jobs.")

    def test_button_makes_a_job_in_the_channel_of_its_store(self):
        run_id = self.press()
        names = ("channel", "priority", "identity_key", "method_name", "state")
        self.assertEqual(
            self.read_jobs(*names),
            [
                (
                    f"root.medusa.{self.backend_id}",
                    8,
                    f"medusa_connector.run.{run_id}",
                    "_job_run",
                    "pending",
                )
            ],
        )

    def test_second_press_makes_no_second_job(self):
        self.assertEqual(self.press(), self.press())
        self.assertEqual(len(self.read_jobs("id")), 1)

    def test_job_does_the_run_and_commits_on_a_cursor_of_its_own(self):
        """Queue_job refuses each commit on the cursor of the job."""
        ids = self.make_products(3)
        run_id = self.press()
        self.perform_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 3))
        self.assertEqual(self.read_jobs("state", "exc_info"), [("done", False)])
        for product_id in ids:
            self.assertTrue(self.fake.product_by_external_id(product_id))

    def test_job_whose_time_is_up_leaves_the_rest_to_another(self):
        self.make_products(3)
        run_id = self.press()
        with patch(f"{QUEUE_MODULE}.LEG_SECONDS", 0):
            self.perform()
            self.assertEqual(self.read_jobs("state"), [("done",), ("pending",)])
            self.perform_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 3))
        self.assertGreater(len(self.read_jobs("id")), 3)

    def test_helpers_have_jobs_of_their_own(self):
        self.set_store(worker_count=3)
        ids = self.make_products(9)
        run_id = self.press()
        small = {"PUSH_CHUNK": 1, "LARGEST_RANGE": 1, "RANGES_PER_WORKER": 1}
        with patch.multiple(PRODUCTS_MODULE, **small), patch(f"{QUEUE_MODULE}.LEG_SECONDS", 0):
            self.perform_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", len(ids)))
        keys = {key for (key,) in self.read_jobs("identity_key")}
        helps = {f"medusa_connector.help.{run_id}.{number}" for number in (1, 2)}
        self.assertEqual(keys, helps | {f"medusa_connector.run.{run_id}"})
        self.assertEqual(set(self.read_jobs("state")), {("done",)})
        with self.transaction() as env:
            cron = env["ir.cron"]._get_medusa_cron_sudo("helper_1")
            called = env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            self.assertFalse(called, "The scheduler isn't asked as well.")

    def test_scheduler_leaves_its_runs_to_jobs(self):
        self.make_products(2)
        run_id = self.queue_run("cron")
        with self.transaction() as env:
            # Nothing is due in the scheduler: whatever else it finds isn't this store's.
            env["medusa.queue"]._work_through(scopes=("full",))
        self.assertEqual(self.read_run(run_id, "state"), "queued")
        self.assertEqual(self.read_jobs("priority"), [(20,)])
        self.perform_all()
        self.assertEqual(self.read_run(run_id, "state", "created_count"), ("done", 2))

    def test_many_resynced_products_go_before_the_night(self):
        ids = self.make_products(21)
        self.queue_run("cron")
        with self.transaction() as env:
            env["medusa.queue"]._work_through(scopes=("full",))
            env["product.template"].browse(ids).action_medusa_sync()
        self.assertEqual(sorted(self.read_jobs("priority")), [(5,), (20,)])

    def test_job_of_a_store_that_fails_is_done(self):
        """The connector knows itself when it is tried again."""
        self.make_products(1)
        run_id = self.press()
        self.fake.misbehave("server_error")
        self.perform_all()
        self.assertEqual(self.read_run(run_id, "state"), "failed")
        self.assertEqual(self.read_jobs("state"), [("done",)])

    def test_job_of_a_cancelled_run_does_nothing(self):
        self.make_products(1)
        run_id = self.press()
        with self.transaction() as env:
            env["medusa.sync.run"].browse(run_id).action_cancel()
        self.perform_all()
        self.assertFalse(self.fake.requests)
        self.assertEqual(self.read_jobs("state"), [("done",)])

    def test_job_of_a_deleted_run_does_nothing(self):
        run_id = self.press()
        with self.transaction() as env:
            run = env["medusa.sync.run"].browse(run_id)
            run.action_cancel()
            run.unlink()
        self.perform_all()
        self.assertEqual(self.read_jobs("state"), [("done",)])

    def test_store_that_does_not_go_by_jobs_has_none(self):
        self.set_store(use_queue_job=False)
        self.press()
        self.assertFalse(self.read_jobs("id"))

    def test_who_may_push_needs_no_rights_on_jobs(self):
        with self.transaction() as env:
            group = env.ref("medusa_connector.group_medusa_user")
            vals = {"name": "Clerk", "login": self.prefix, "group_ids": [(6, 0, group.ids)]}
            user_id = env["res.users"].create(vals).id
        with self.transaction(user_id) as env:
            self.assertFalse(env["queue.job"].has_access("read"))
            env["medusa.backend"].browse(self.backend_id).action_sync_now()
        self.assertEqual(len(self.read_jobs("id")), 1)
        with self.transaction() as env:
            env["res.users"].browse(user_id).unlink()

    def test_it_is_offered(self):
        mine = [("id", "=", self.backend_id)]
        self.assertEqual(self.read("medusa.backend", mine, "has_queue_job"), [(True,)])
