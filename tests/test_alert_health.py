from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import HttpCase

from ..models.alert.reading import WATCHED
from .support.common import FakeMedusaMixin


@tagged("post_install", "-at_install")
class TestHealth(FakeMedusaMixin, HttpCase):
    """The address for a monitor tells one word, without a login."""

    def setUp(self):
        super().setUp()
        self.backend = self.env["medusa.backend"].create(
            {"name": "Shop", "url": self.fake.url, "api_key": self.fake.api_key}
        )
        self.backend.action_renew_health()
        self.pulses = self.env["medusa.alarm.pulse"]

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo's own address.
        if "/medusa/health/" in r.url:
            return super(FakeMedusaMixin, cls)._request_handler(s, r, **kw)
        return super()._request_handler(s, r, **kw)

    def ask(self, url=None):
        self.env.flush_all()
        answer = self.url_open(url or self.backend.health_url)
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))
        return answer.status_code, answer.text

    def test_ok_and_late(self):
        self.assertEqual(self.ask(), (503, "late"), "nobody has watched yet")
        self.pulses._beat(self.backend, WATCHED)
        self.assertEqual(self.ask(), (200, "ok"))
        vals = {"backend_id": self.backend.id, "since": fields.Datetime.now()}
        vals["opened_at"] = vals["since"]
        alarm = self.env["medusa.alarm"].create({**vals, "kind": "failing"})
        self.assertEqual(self.ask(), (200, "ok"), "products go to the store all the same")
        alarm.kind = "overdue"
        self.assertEqual(self.ask(), (503, "late"))
        alarm.closed_at = fields.Datetime.now()
        self.assertEqual(self.ask(), (200, "ok"))
        pulse = self.pulses.search([("scope", "=", WATCHED)])
        pulse.at -= timedelta(minutes=30)
        self.assertEqual(self.ask(), (503, "late"), "the watch itself is late")

    def test_wrong_tokens(self):
        url = self.backend.health_url
        former = self.backend.health_token
        base = url[: -len(former)]
        for token in ("x", "1", f"{self.backend.id}-", f"{self.backend.id}-x", "9999999999-x",
                      "-1-x", "%C3%A9-x", f"{self.backend.id}-False", "False"):  # fmt: skip
            with self.subTest(token=token):
                self.assertEqual(self.ask(base + token)[0], 404)
        self.backend.action_renew_health()
        self.assertEqual(self.ask(url)[0], 404)
        self.backend.active = False
        self.assertEqual(self.ask()[0], 404)
