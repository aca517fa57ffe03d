"""What the tests share: a store that answers in memory, and records to push to it."""

from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.modules.registry import DummyRLock, Registry
from odoo.tests.common import TransactionCase

from ..fake_medusa import FakeMedusa


class FakeMedusaMixin:
    """Routes every HTTP request to a fresh ``FakeMedusa`` per test.

    A request to any other host is refused as usual, and its URL kept in ``foreign_requests``.
    """

    fake = FakeMedusa()
    foreign_requests: list[str] = []

    def setUp(self):
        super().setUp()
        # The thread that runs the tests holds it, and the requests come from others.
        self.startPatcher(patch.object(Registry, "_lock", DummyRLock()))
        type(self).fake = FakeMedusa()
        type(self).foreign_requests = []

    def has(self, name):
        """Tell whether the store has an entry of `medusa.versions.FEATURES`: it has all."""
        return True

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        if urlsplit(r.url).hostname == urlsplit(cls.fake.url).hostname:
            return cls.fake.handle(r, timeout=kw.get("timeout"))
        cls.foreign_requests.append(r.url)
        # Odoo compares the timeout with a number; the client gives a pair.
        return super()._request_handler(s, r, **{**kw, "timeout": None})


class MedusaCase(FakeMedusaMixin, TransactionCase):
    """Base of the tests that push from Odoo to the fake store."""

    def make_backend(self, **values):
        """Create a store that points at the fake one."""
        defaults = {"name": "Shop", "url": self.fake.url, "api_key": self.fake.api_key}
        return self.env["medusa.backend"].create({**defaults, **values})

    def run_cron(self):
        """Run the nightly job as the scheduler does."""
        cron = self.env.ref("medusa_connector.ir_cron_medusa_sync")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
