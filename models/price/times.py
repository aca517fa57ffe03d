"""Times as Medusa takes them."""


def format_time(value):
    """Return a time (UTC, as Odoo keeps it) in ISO 8601, or None."""
    return f"{value.isoformat()}Z" if value else None
