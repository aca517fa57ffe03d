"""When something was changed in the store."""

from odoo import fields

from ..core.store_time import parse_time


def read_time(text):
    """Return a time of the store (UTC), not later than now; None where it is none."""
    found = parse_time(text)
    return found and min(found.replace(microsecond=0), fields.Datetime.now())
