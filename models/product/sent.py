"""What a push of a product sends, by who owns what."""

from ...sync.ownership import is_sent
from ...sync.prices import get_markets


def get_sent_markets(job):
    """Return what the prices that a push sends are for, see `sync.prices.get_markets`.

    Where Medusa owns prices once they are there, only a new variant gets them.

    :param Job job: see `sync.job`
    :rtype: list[str]
    """
    owners, rows = job.payload["owners"], job.payload["variants"]
    is_new = any(row["external_id"] not in job.variant_ids for row in rows)
    return sorted(get_markets(job.payload)) if is_sent(owners, "prices", creating=is_new) else []
