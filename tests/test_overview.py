import datetime
import json
import threading

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.overview.counts import COUNTS
from .support.lifecycle import FakeLifecycleCase
from .support.security import SecurityCase


@tagged("post_install", "-at_install")
class TestOverview(FakeLifecycleCase):
    """The card of a store says how it is, and each line leads to what it is about."""

    def get_counts(self):
        self.backend.invalidate_recordset()
        return {row["key"]: row["count"] for row in self.backend.overview_counts}

    def find(self, kind, key):
        """Return the records that a click on a line shows."""
        action = self.backend.action_open_line(kind, key)
        return self.env[action["res_model"]].search(action["domain"])

    def make_states(self):
        """Make products of each state; return those that are to be pushed."""
        self.make_product("Lamp", default_code=self.sku("L"))
        self.make_product("Lantern", default_code=self.sku("L"))
        changed, leaves, bare = (self.make_product(name) for name in ("New", "Left", "Bare"))
        self.sync()
        self.backend.product_binding_ids.filtered(
            lambda row: row.product_tmpl_id == bare
        ).readiness = "tell"
        changed.list_price = 42
        leaves.sale_ok = False
        fresh = self.make_product("Fresh")
        self.env.flush_all()
        return changed | leaves | fresh

    def test_counts_lead_to_what_they_count(self):
        pending = self.make_states()
        counts = self.get_counts()
        self.assertEqual(list(counts), list(COUNTS))
        self.assertEqual(
            {key: count for key, count in counts.items() if key != "none"},
            {"in_store": 4, "pending": 3, "failed": 1, "incomplete": 1},
        )
        self.assertEqual(self.find("counts", "pending"), pending.sorted(lambda row: row.name))
        for key, count in counts.items():
            self.assertEqual(len(self.find("counts", key)), count, key)
        products = self.env["product.template"]
        for odd in (
            "pending",
            "pending x",
            "pending 0",
            f"x {self.backend.id}",
            "pending " + "9" * 5000,
        ):
            self.assertFalse(products.search([("medusa_store_state", "=", odd)]), odd)

    def test_counts_cost_the_same_for_many(self):
        self.make_states()

        def count():
            self.env.flush_all()
            self.backend.invalidate_recordset()
            found = []
            thread = threading.current_thread()
            hooks = getattr(thread, "query_hooks", ())
            thread.query_hooks = (*hooks, lambda *args: found.append(args[1]))
            try:
                for name in ("counts", "failures", "waiting", "runs", "chart"):
                    self.backend[f"overview_{name}"]
            finally:
                thread.query_hooks = hooks
            return len(found)

        count()
        few = count()
        self.make_products(40)
        self.sync()
        count()
        self.assertLessEqual(count(), few)

    def test_a_selection_that_breaks(self):
        """The card is shown all the same, and says what is to be mended."""
        self.env.cr.execute(
            "UPDATE medusa_backend SET product_domain = '[(1' WHERE id = %s", [self.backend.id]
        )
        self.assertFalse(any(self.get_counts().values()))
        self.assertIn("can't be used", self.backend.overview_waiting[0]["text"])

    def test_failures_by_cause(self):
        self.make_states()
        [line] = self.backend.overview_failures
        self.assertIn("has this SKU", line["text"])
        self.assertEqual(line["count"], 1)
        [binding] = self.find("failures", line["key"])
        self.assertEqual(binding.failure_type, "duplicate")
        self.assertFalse(self.backend.action_open_line("failures", "res.users duplicate"))
        self.assertFalse(self.backend.action_open_line("else", "x"))

    def test_what_waits_for_a_person(self):
        run = self.backend._queue_run("manual")
        run.write({"state": "waiting", "leaving_count": 7})
        [line] = self.backend.overview_waiting
        self.assertEqual((line["key"], line["count"]), ("guard", 7))
        self.assertEqual(self.backend.action_open_line("waiting", "guard")["res_id"], run.id)

    def test_kinds_of_runs_are_told_apart(self):
        now = fields.Datetime.now()
        runs = self.env["medusa.sync.run"]
        for scope, counts in (("full", 3), ("stock", 4), ("all_prices", 5), ("prices", 6)):
            runs.create(
                {
                    "backend_id": self.backend.id,
                    "scope": scope,
                    "state": "done",
                    "start_date": now - datetime.timedelta(seconds=60),
                    "end_date": now,
                    "updated_count": counts,
                }
            )
        self.backend._queue_run("manual")
        self.env["medusa.schedule"].create(
            {"backend_id": self.backend.id, "kind": "stock", "next_time": now}
        )
        rows = {row["kind"]: row for row in self.backend.overview_runs["rows"]}
        self.assertEqual(
            {kind: row["last"]["counts"]["updated"] for kind, row in rows.items()},
            {"full": 3, "prices": 6, "stock": 4},
        )
        self.assertEqual(rows["stock"]["next"], fields.Datetime.to_string(now))
        self.assertTrue(rows["full"]["next"])
        self.assertEqual(rows["full"]["last"]["seconds"], 60)
        self.assertEqual(len({row["icon"] for row in rows.values()}), 3)

    def test_a_failure_is_said_once(self):
        """Why the store fails stands above; its last run needs not say it again."""
        failed = {"backend_id": self.backend.id, "scope": "full", "state": "failed"}
        run = self.env["medusa.sync.run"].create({**failed, "failure_type": "connection"})
        [row] = self.backend.overview_runs["rows"]
        self.assertEqual(row["last"]["cause"], run.failure_cause)
        self.backend.write({"connection_state": "paused", "failure_type": "connection"})
        self.backend.invalidate_recordset()
        self.assertIn(run.failure_cause, self.backend.overview_state)
        [row] = self.backend.overview_runs["rows"]
        self.assertFalse(row["last"]["cause"])

    def test_chart(self):
        self.assertFalse(self.backend.overview_chart)
        self.make_states()
        [chart] = json.loads(self.backend.overview_chart)
        self.assertEqual(len(chart["values"]), 30)
        self.assertEqual(sum(day["pushed"] for day in chart["values"]), 4)
        self.assertEqual(chart["values"][-1]["failed"], 1)


@tagged("post_install", "-at_install")
class TestOverviewRights(SecurityCase):
    """Who may see a store sees its card, nobody else does."""

    def test_card(self):
        card = self.backend.with_user(self.user)
        for name in ("state", "waiting", "counts", "runs", "failures", "freshness", "chart"):
            self.assertIsNotNone(card[f"overview_{name}"], name)
        with self.assertRaises(AccessError):
            self.backend.with_user(self.nobody).action_open_line("counts", "failed")
        with self.assertRaises(AccessError):
            self.backend.with_user(self.nobody).read(["overview_counts"])
        products = self.env["product.template"]
        found = [("medusa_store_state", "=", f"in_store {self.backend.id}")]
        self.assertTrue(products.with_user(self.user).search(found))
        self.assertFalse(products.with_user(self.nobody).search(found))

    def test_app_opens_on_it(self):
        root = self.env.ref("medusa_connector.medusa_connector_menu_root")
        first = root.with_user(self.user).child_id.sorted("sequence")[:1]
        self.assertEqual(first.action, self.env.ref("medusa_connector.medusa_overview_action"))

    def test_connect(self):
        stores = self.env["medusa.backend"]
        self.system.group_ids |= self.env.ref("medusa_connector.group_medusa_user")
        settings = stores.with_user(self.system).action_connect()
        self.assertEqual(settings["res_model"], "res.config.settings")
        form = stores.with_user(self.manager).action_connect()
        self.assertEqual((form["res_model"], form["views"]), ("medusa.backend", [(False, "form")]))
        with self.assertRaises(AccessError):
            stores.with_user(self.user).action_connect()
