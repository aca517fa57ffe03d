"""What tests need that run where website shops, and with them `account`, are installed."""

from unittest.mock import patch

import requests

from .lifecycle import FakeLifecycleCase


class FakeWebsiteCase(FakeLifecycleCase):
    """The store in memory, for tests that aren't tagged as standard ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo does this for its standard tests alone.
        handler = cls._request_handler
        cls.startClassPatcher(
            patch.object(
                requests.Session,
                "send",
                lambda session, request, **kw: handler(session, request, **kw),
            )
        )
