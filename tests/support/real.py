"""A real Medusa to test against, where the environment names one."""

import os
import unittest
from urllib.parse import urlsplit

URL = os.environ.get("MEDUSA_TEST_URL", "")
API_KEY = os.environ.get("MEDUSA_TEST_API_KEY", "")
REQUIRED = os.environ.get("MEDUSA_TEST_REQUIRE_REAL") == "1"
LOOPBACK = ("127.0.0.1", "localhost")


class RealMedusaMixin:
    """Skips where no server is named, fails where one was promised, refuses other machines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not (URL and API_KEY):
            reason = "MEDUSA_TEST_URL and MEDUSA_TEST_API_KEY name no Medusa to test against"
            if REQUIRED:
                raise AssertionError(reason)
            raise unittest.SkipTest(reason)
        if urlsplit(URL).hostname not in LOOPBACK:
            raise AssertionError("MEDUSA_TEST_URL must be on this machine: products are written")

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo compares the timeout with a number; the client gives a pair.
        timeout = kw["timeout"]
        longest = max(timeout) if isinstance(timeout, tuple) else timeout
        return super()._request_handler(s, r, **{**kw, "timeout": longest})
