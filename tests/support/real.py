"""A real Medusa to test against, where the environment names one."""

import os
import unittest
from urllib.parse import urlsplit

from ...medusa import versions

URL = os.environ.get("MEDUSA_TEST_URL", "")
API_KEY = os.environ.get("MEDUSA_TEST_API_KEY", "")
# Another one, with role-based access.
ROLES_URL = os.environ.get("MEDUSA_TEST_ROLES_URL", "")
ROLES_API_KEY = os.environ.get("MEDUSA_TEST_ROLES_API_KEY", "")
REQUIRED = os.environ.get("MEDUSA_TEST_REQUIRE_REAL") == "1"
# Of the Medusa at this URL; without it, it is one that can everything.
VERSION = os.environ.get("MEDUSA_TEST_VERSION", "")
LOOPBACK = ("127.0.0.1", "localhost")


class RealMedusaMixin:
    """Skips where no server is named, fails where one was promised, refuses other machines.

    A test that needs what the version doesn't have is left out, as its decorator
    `support.versions.needs` says, and by the list of the addon itself.
    """

    named_by = ("MEDUSA_TEST_URL", "MEDUSA_TEST_API_KEY")
    is_required = REQUIRED

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        url, key = (os.environ.get(name) for name in cls.named_by)
        if not (url and key):
            reason = f"{' and '.join(cls.named_by)} name no Medusa to test against"
            if cls.is_required:
                raise AssertionError(reason)
            raise unittest.SkipTest(reason)
        if urlsplit(url).hostname not in LOOPBACK:
            raise AssertionError(f"{url} must be on this machine: products are written there")

    def setUp(self):
        needed = getattr(getattr(self, self._testMethodName), "needs", ())
        for name in needed:
            if not self.has(name):
                since = versions.FEATURES[name].since
                self.skipTest(f"Medusa {VERSION} lacks {name}, which came with {since}")
        super().setUp()

    def has(self, name):
        """Tell whether this Medusa has an entry of `medusa.versions.FEATURES`."""
        return not VERSION or versions.has(VERSION, name)

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo compares the timeout with a number; the client gives a pair.
        timeout = kw["timeout"]
        longest = max(timeout) if isinstance(timeout, tuple) else timeout
        return super()._request_handler(s, r, **{**kw, "timeout": longest})
