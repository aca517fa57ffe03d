"""A store with responsible persons, and a clock that the test moves."""

from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo import fields

from .security import SecurityCase

ACTIVITY_TYPE = "medusa_connector.mail_activity_type_medusa"


class AlertCase(SecurityCase):
    """A pushed product; what the watch finds is counted in activities."""

    def setUp(self):
        self.now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
        super().setUp()
        self.startPatcher(
            patch.object(fields.Datetime, "now", staticmethod(lambda *_args: self.now))
        )
        self.backend.responsible_ids = self.manager
        self.type = self.env.ref(ACTIVITY_TYPE)

    def pass_time(self, **delta):
        self.now += timedelta(**delta)

    def tick(self):
        """Let the watch look once; return the alarms that are open."""
        with self.enter_registry_test_mode():
            self.env.ref("medusa_connector.ir_cron_medusa_watch").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["medusa.alarm"]._get_open_alarms(self.backend)

    def kinds(self):
        return self.tick().mapped("kind")

    def activities(self, is_open=True):
        domain = [("res_model", "=", "medusa.backend"), ("res_id", "=", self.backend.id)]
        domain += [("activity_type_id", "=", self.type.id), ("active", "=", is_open)]
        return self.env["mail.activity"].search(domain)

    def make_run(self, state="failed", **vals):
        """Create a run that ended just now."""
        vals = {"trigger": "cron", "scope": "full", "end_date": self.now, **vals}
        return self.env["medusa.sync.run"].create(
            {"backend_id": self.backend.id, "state": state, **vals}
        )

    def finish_run(self, **vals):
        """Let a run go through as the machine does."""
        run = self.make_run("running", **vals)
        run._finish()
        return run
