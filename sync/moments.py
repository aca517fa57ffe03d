"""Times as the store writes them."""

from __future__ import annotations

from datetime import datetime


def parse_moment(text: object) -> datetime | None:
    """Return a time of the store; None where it is none, or says no time zone."""
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
