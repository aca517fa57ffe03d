"""What a run wrote, each field once, for whoever brings it back."""

from odoo.tools import SQL

from ...sync.difference import Difference
from ...sync.differences import is_same_value


def find_products(run, undone, after, limit=None):
    """Return the ids of the next products that a run changed, as numbers.

    :param run: `medusa.sync.run` that undoes
    :param undone: the run that is undone; nothing of one that was deleted meanwhile
    :param int after: the id that lies before the first of them
    """
    chosen = SQL("AND external_id::int = ANY(%s)", run.chosen) if run.chosen else SQL()
    rows = run.env.execute_query(
        SQL(
            """
            SELECT DISTINCT external_id::int
              FROM medusa_sync_change
             WHERE run_id = %s AND kind = 'product' AND external_id ~ '^[0-9]{1,9}$' %s
                   AND external_id::int > %s
          ORDER BY 1 %s
            """,
            undone.id or None, chosen, after, SQL("LIMIT %s", limit) if limit else SQL(),
        )
    )  # fmt: skip
    return [row[0] for row in rows]


def merge(changes):
    """Return what several writes of one run changed together, as a list of `Difference`.

    :param changes: `medusa.sync.change` of one record, in their order; of what had no answer, the
        store tells later whether it was carried out
    """
    first, last, unsure = {}, {}, set()
    for change in changes:
        for field, variant, store, odoo in change.changes or ():
            key = field, variant
            if key not in first or (key in unsure and not is_same_value(store, last[key])):
                # What had no answer before wasn't carried out, or somebody else was there since.
                first[key] = store
            last[key] = odoo
            (unsure.add if change.is_unsure else unsure.discard)(key)
    return [
        Difference(*key, store, last[key])
        for key, store in first.items()
        if not is_same_value(store, last[key])
    ]
