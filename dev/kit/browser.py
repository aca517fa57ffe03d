"""The browser for Odoo's tours and for screenshots."""

import shutil

from .debian import require_packages

# In the order in which Odoo looks for them.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def require_browser() -> str:
    """Return the path of a Chromium; install it when there is none."""

    def found() -> str | None:
        return next(filter(None, map(shutil.which, NAMES)), None)

    if not found():
        require_packages(["chromium"], "a browser")
    return found() or NAMES[1]
