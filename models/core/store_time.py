"""Times as stores write them."""

from datetime import datetime, timezone


def parse_time(text):
    """Return a time of the store (ISO 8601) in UTC, as Odoo keeps it; None where it is none.

    In the first and the last year that a clock knows, it is another one's in some time zone.
    """
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None
    if not datetime.min.year < found.year < datetime.max.year:
        return None
    if found.tzinfo:
        found = found.astimezone(timezone.utc)
    return found.replace(tzinfo=None)
