"""What autovacuum deletes of the connector's own records."""

from odoo import fields


def get_date_before(days):
    """Return the moment (UTC) so many days ago."""
    return fields.Datetime.subtract(fields.Datetime.now(), days=days)


def delete_some(records, domain, limit):
    """Delete records that nobody needs any more, a bounded number of them.

    :param records: the model
    :return: what `api.autovacuum` asks for: (how many were deleted, whether there are more)
    """
    old = records.search(domain, limit=limit)
    old.unlink()
    return len(old), len(old) >= limit
