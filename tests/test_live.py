import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from ..models.live import teller
from ..models.run import progress
from .support.lifecycle import FakeLifecycleCase
from .support.security import SecurityCase
from .test_run_workers import WorkersCase

PRODUCTS = "odoo.addons.medusa_connector.models.product.phase_products"
REQUEST = "odoo.addons.bus.models.ir_websocket.wsrequest"


class LiveMixin:
    """Reads what was told on the bus."""

    def listen(self):
        """Forget what was told before."""
        self.env.cr.precommit.run()
        self.env["bus.bus"].sudo().search([]).unlink()

    def get_messages(self, backend=None):
        """Return what was told of a store, in its order."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        backend = backend or self.backend
        rows = self.env["bus.bus"].sudo().search([], order="id")
        mine = [self.env.cr.dbname, "medusa.backend", backend.id]
        messages = [json.loads(row.message) for row in rows if json.loads(row.channel) == mine]
        return [row["payload"] for row in messages if row["type"] == teller.MESSAGE]

    def get_told(self):
        """Return what was told of runs."""
        return [facts for message in self.get_messages() for facts in message["runs"]]


@tagged("post_install", "-at_install")
class TestLive(LiveMixin, FakeLifecycleCase):
    """Whoever looks at a run sees how it goes on, with each batch."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(teller, "INTERVAL", 0))

    def test_each_batch_is_told(self):
        self.startPatcher(patch(f"{PRODUCTS}.PUSH_CHUNK", 2))
        self.make_products(6)
        self.listen()
        run = self.sync()
        told = self.get_told()
        shares = [facts["progress"] for facts in told]
        self.assertEqual(shares, sorted(shares), "It never goes back.")
        self.assertEqual((told[0]["state"], told[-1]["state"]), ("queued", "done"))
        self.assertEqual((shares[0], shares[-1]), (0, 100))
        self.assertEqual(told[-1]["counts"]["created"], 6)
        batches = [facts["done"] for facts in told if facts["phase"] == "products"]
        self.assertGreaterEqual(len(set(batches) - {0}), 3, batches)
        self.assertEqual({facts["id"] for facts in told}, {run.id})

    def test_a_single_batch_moves_by_phases(self):
        self.make_product()
        self.listen()
        self.sync()
        phases = {facts["phase"]: facts["progress"] for facts in self.get_told()}
        self.assertLessEqual({"scan", "products"}, set(phases))
        self.assertLess(phases["scan"], phases["products"])

    def test_no_more_than_people_can_see(self):
        """What goes on is told once a second, what begins or ends at once."""
        self.startPatcher(patch(f"{PRODUCTS}.PUSH_CHUNK", 1))
        self.startPatcher(patch.object(teller, "INTERVAL", 1000))
        self.make_products(6)
        self.listen()
        self.sync()
        steps = [(facts["state"], facts["phase"]) for facts in self.get_told()]
        self.assertEqual(len(steps), len(set(steps)))
        self.assertEqual(steps[-1][0], "done")

    def test_a_quiet_run_goes(self):
        """A run that left no trace isn't shown any longer."""
        run = self.backend._queue_run("soon", [])
        self.listen()
        run._drop()
        self.assertEqual(self.get_told()[-1]["state"], "gone")

    def test_cancel_is_told(self):
        run = self.backend._queue_run("manual")
        self.listen()
        self.assertEqual([facts["id"] for facts in self.backend.live["runs"]], [run.id])
        run.action_cancel()
        self.assertEqual(self.get_told()[-1]["state"], "cancelled")
        self.assertFalse(run.live)
        self.assertFalse(self.backend.live["runs"])

    # === HOW LONG IT TAKES === #

    def test_a_store_learns_how_long_its_phases_take(self):
        self.make_product()
        run = self.sync()
        rates = self.env["medusa.run.rate"]._get_of(run)
        self.assertEqual(rates["products"].records, 1)
        rates["products"].write({"seconds": 100, "records": 50})
        rates["withdraw"] = self.env["medusa.run.rate"].create(
            {"backend_id": self.backend.id, "scope": "full", "phase": "withdraw", "seconds": 7}
        )
        following = self.backend._queue_run("manual")
        now = fields.Datetime.now()
        plan = progress.make_plan(following, ["scan", "products", "withdraw"], 200)
        following.write(
            {
                "state": "running",
                "plan": plan,
                "phase": "products",
                "phase_start": now,
                "total": 200,
                "phase_total": 200,
            }
        )
        with patch.object(fields.Datetime, "now", lambda: now):
            # Two seconds for each, and then what follows.
            self.assertEqual(following.seconds_left, 407)
            self.assertGreater(dict(plan)["products"], dict(plan)["withdraw"])
            following.write({"done_count": 100})
            # Today they took no time: that counts as much as what is known.
            self.assertEqual(following.seconds_left, 107)

    def test_what_was_broken_off_teaches_nothing(self):
        run = self.backend._queue_run("manual")
        run.write({"phase": "scan", "phase_start": "2020-01-01 00:00:00"})
        self.env["medusa.run.rate"]._learn(run)
        self.assertFalse(self.env["medusa.run.rate"]._get_of(run))

    def test_first_run_says_nothing_of_time(self):
        run = self.backend._queue_run("manual")
        run.write(
            {"state": "running", "phase": "products", "phase_start": fields.Datetime.now(),
             "plan": [["products", 8]], "total": 10, "phase_total": 10}
        )  # fmt: skip
        self.assertFalse(run.seconds_left)

    # === TOASTS === #

    def test_toast_of_a_push_leads_on(self):
        first = self.make_product("Lamp 50%s", default_code=self.sku("L"))
        second = self.make_product("Lantern", default_code=self.sku("L"))
        with self.enter_registry_test_mode():
            action = (first | second).action_medusa_sync()
        urls = [link["url"] for link in action["params"]["links"]]
        run = self.env["medusa.sync.run"].search([("backend_id", "=", self.backend.id)], limit=1)
        failed = run.log_ids.filtered(lambda log: log.result == "failure")
        for record in (first, second, run, failed[:1]):
            self.assertIn(f"/odoo/{record._name}/{record.id}", urls)
        # Each link has its place, and no product's name takes one.
        message = action["params"]["message"]
        self.assertEqual(message.replace("%%", "").count("%s"), len(urls))

    def test_resync_of_many_is_followed(self):
        products = self.make_products(21)
        action = products.action_medusa_sync()
        run = self.env["medusa.sync.run"].search([("backend_id", "=", self.backend.id)], limit=1)
        self.assertEqual((action["tag"], action["params"]["run_ids"]), ("medusa_follow", run.ids))
        self.assertEqual(self.backend.action_sync_now()["tag"], "medusa_follow")


@tagged("post_install", "-at_install")
class TestWhoMayListen(LiveMixin, SecurityCase):
    """A store is listened to by who may read it."""

    def get_channels(self, user, *names):
        """Return the stores to which a page of a user may listen that asks for some channels."""
        request = SimpleNamespace(session=SimpleNamespace(uid=user.id))
        with patch(REQUEST, request):
            # Addons before this one put other things than names there.
            others = [self.backend.company_id, (self.backend.company_id, "X")]
            asked = [*names, *others]
            channels = self.env["ir.websocket"].with_user(user)._build_bus_channel_list(asked)
        return [row for row in channels if getattr(row, "_name", "") == "medusa.backend"]

    def test_who_may_listen(self):
        other = self.env["res.company"].create({"name": "Other"})
        far = self.make_store(other)
        name = f"medusa.backend_{self.backend.id}"
        for user, may in ((self.nobody, False), (self.user, True), (self.manager, True)):
            self.assertEqual(bool(self.get_channels(user, name)), may, user.name)
        self.assertFalse(self.get_channels(self.manager, f"medusa.backend_{far.id}"))
        odd = ("medusa.backend_0", "medusa.backend_-1", "medusa.backend_9" * 30, "other")
        self.assertFalse(self.get_channels(self.manager, *odd))

    def make_store(self, company):
        vals = {"name": "Far", "url": self.fake.url, "company_id": company.id}
        return self.env["medusa.backend"].create(vals)

    def test_who_begins_to_listen_is_told_all(self):
        run = self.backend._queue_run("manual")
        self.listen()
        websocket = self.env["ir.websocket"].with_user(self.user)
        with patch(REQUEST, SimpleNamespace(session=SimpleNamespace(uid=self.user.id))):
            name = f"medusa.backend_{self.backend.id}"
            data = websocket._prepare_subscribe_data([name, "other"], 0)
        self.assertNotIn(name, data["channels"])
        websocket._after_subscribe_data(data)
        [message] = self.get_messages()
        self.assertTrue(message["is_all"])
        self.assertEqual([facts["id"] for facts in message["runs"]], [run.id])

    def test_who_may_cancel(self):
        run = self.backend._queue_run("manual")
        self.assertFalse(run.with_user(self.user).live["may_cancel"])
        self.assertTrue(run.with_user(self.manager).live["may_cancel"])
        self.assertFalse(self.backend.with_user(self.user).live["may_cancel"])


@tagged("post_install", "-at_install")
class TestLiveOfWorkers(WorkersCase):
    """What several workers do is told as one run's progress, in transactions that are real."""

    def test_what_all_of_them_did_is_told(self):
        self.startPatcher(patch.object(teller, "INTERVAL", 0))
        mine = ("channel", "=", json.dumps(
            [self.registry.db_name, "medusa.backend", self.backend_id], separators=(",", ":")
        ))  # fmt: skip
        self.addCleanup(self.forget, mine)
        _ids, run_id = self.start(6)
        # The first one is done by a helper, the rest by who leads the run.
        self.help()
        self.step(run_id, 600)
        rows = [json.loads(message) for (message,) in self.read("bus.bus", [mine], "message")]
        told = [facts for row in rows for facts in row["payload"]["runs"]]
        shares = [facts["progress"] for facts in told]
        self.assertEqual(shares, sorted(shares))
        self.assertEqual((told[-1]["state"], told[-1]["counts"]["created"]), ("done", 6))
        counted = {facts["done"] for facts in told if facts["phase"] == "products"}
        self.assertGreater(len(counted), 3, counted)

    def forget(self, mine):
        with self.transaction() as env:
            env["bus.bus"].search([mine]).unlink()
