"""A store in which things are wrong."""

from datetime import datetime, timedelta, timezone

from odoo import fields

from .lifecycle import FakeLifecycleCase
from .pictures import picture


class DoctorCase(FakeLifecycleCase):
    """A store that is examined."""

    def setUp(self):
        super().setUp()
        self.fake.state.clock = lambda: datetime.now(timezone.utc)
        [store] = self.fake.state.stores.values()
        currency = {"currency_code": self.currency, "is_default": True}
        self.fake.state.update("stores", store["id"], _currencies=[currency])
        # The database of the tests has no scheduler, whose crons are as late as it is old.
        now = fields.Datetime.now()
        self.env["ir.cron"].search([]).nextcall = fields.Datetime.add(now, days=1)
        self.backend.action_test_connection()

    def add(self, table, prefix, **row):
        """Insert a row that the API would refuse, or doesn't make; return its id."""
        state = self.fake.state
        return state.insert(table, {"id": state.new_id(prefix), "metadata": None, **row})["id"]

    def examine(self):
        """Let a store be examined; return its findings that are open."""
        # What was pushed while the store is read counts as there.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE medusa_product_binding SET write_date = write_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        self.backend.action_examine()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state), ("examine", "done"), run.log_ids.mapped("message"))
        return self.get_open()

    def get_open(self):
        """Return {kind: names of what is open}."""
        findings = self.env["medusa.finding"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "open")], order="id"
        )
        return {kind: rows.mapped("name") for kind, rows in findings.grouped("kind").items()}

    def find(self, kind):
        """Return the findings of a kind, whatever became of them."""
        mine = [("backend_id", "=", self.backend.id), ("kind", "=", kind)]
        return self.env["medusa.finding"].search(mine)

    def make_healthy_product(self, name="Chair", attributes=(), **vals):
        """Create a product of which nothing is missing."""
        vals = {"list_price": 10, "image_1920": picture("red"), **vals}
        return self.make_product(name, attributes, **vals)

    def mend(self, kind):
        """Press the button of a kind of findings, confirm, and let the work be done."""
        action = self.find(kind).action_mend()
        self.assertEqual(action["res_model"], "medusa.mend.wizard")
        wizard = self.env["medusa.mend.wizard"].browse(action["res_id"])
        self.assertTrue(wizard.text)
        wizard.action_mend()
        return self.work_through_queue()

    def hang_run(self):
        """Make a run that hasn't moved for two hours."""
        run = self.env["medusa.sync.run"].create({"backend_id": self.backend.id, "scope": "stock"})
        run.flush_recordset()
        long_ago = fields.Datetime.now() - timedelta(hours=2)
        self.env.cr.execute(
            "UPDATE medusa_sync_run SET create_date = %s, write_date = %s, state = 'running' "
            "WHERE id = %s",
            [long_ago, long_ago, run.id],
        )
        run.invalidate_recordset()
        return run
