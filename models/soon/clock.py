"""The time by which ages are measured."""

from datetime import datetime, timezone


def get_now():
    """Return the time (UTC), with its fractions: a field's own `now` has whole seconds."""
    return datetime.now(timezone.utc).replace(tzinfo=None)
