"""Times as Medusa writes them."""

from datetime import datetime

from odoo import fields


def read_time(text):
    """Return a time of the store (UTC), not later than now; None where it is none."""
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return None
    return min(found.replace(microsecond=0), fields.Datetime.now())
