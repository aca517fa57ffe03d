"""Writing what runs change, many rows at once, by whoever has a cursor."""

import json

from odoo.tools import SQL

# Of what is made, this says enough: all of it was nothing before.
MADE = ("create", "recreate")
# Among the fields of what was deleted and can be made again: all that it was.
FORMER = "former"


def prepare_row(change):
    """Return what is kept of a change, as JSON.

    :param Changed change: see `sync.changed`
    """
    return {
        "note": change.note,
        "external_id": change.external_id,
        "kind": change.kind,
        "name": change.name,
        "medusa_id": change.medusa_id,
        "operation": change.operation,
        "changes": pack(change),
        "is_unsure": change.is_unsure,
    }


def pack(change):
    """Return the differences of a record as they are kept, none where nothing was written."""
    if not change.differences:
        return []
    is_whole = change.kind == "product" or change.external_id is None
    if is_whole and change.operation in MADE:
        return [[change.kind, None, None, change.name]]
    rows = [[row.field, row.variant, row.store, row.odoo] for row in change.differences]
    return [*rows, [FORMER, None, change.former, None]] if change.former else rows


def insert(cr, run_id, backend_id, rows, is_unsure=False):
    """Write rows; return their ids, in their order.

    :param list rows: see `prepare_row`
    :param bool is_unsure: whether they are sent yet
    """
    if not rows:
        return []
    cr.execute(
        SQL(
            """
            INSERT INTO medusa_sync_change (run_id, backend_id, product_tmpl_id, date, kind,
                                            external_id, name, medusa_id, operation, changes,
                                            is_unsure)
                 SELECT %(run)s, %(backend)s, product.id, now() AT TIME ZONE 'UTC', item.kind,
                        item.external_id, item.name, item.medusa_id, item.operation, item.changes,
                        %(is_unsure)s OR item.is_unsure
                   FROM ROWS FROM (jsonb_to_recordset(%(rows)s::jsonb) AS (
                        external_id text, kind text, name text, medusa_id text, operation text,
                        changes jsonb, is_unsure boolean)) WITH ORDINALITY AS item (
                        external_id, kind, name, medusa_id, operation, changes, is_unsure, number)
      LEFT JOIN LATERAL (
                        -- Whoever deletes one right now isn't waited for.
                        SELECT id FROM product_template
                         WHERE id = CASE WHEN item.external_id ~ '^[0-9]{1,9}$'
                                         THEN item.external_id::int END
                           FOR KEY SHARE SKIP LOCKED) product ON TRUE
               ORDER BY item.number
              RETURNING id
            """,
            run=run_id, backend=backend_id, rows=json.dumps(rows), is_unsure=is_unsure,
        )
    )  # fmt: skip
    return sorted(row[0] for row in cr.fetchall())


def settle(cr, rows):
    """Write what became of rows that were noted before they were sent; those in vain are deleted.

    :param list rows: see `prepare_row`
    :return: the rows whose note is gone
    """
    vain = [row["note"] for row in rows if not row["changes"]]
    if vain:
        cr.execute(SQL("DELETE FROM medusa_sync_change WHERE id = ANY(%s)", vain))
    done = [row for row in rows if row["changes"]]
    if not done:
        return []
    cr.execute(
        SQL(
            """
            UPDATE medusa_sync_change change
               SET name = item.name, medusa_id = item.medusa_id, operation = item.operation,
                   changes = item.changes, is_unsure = item.is_unsure
              FROM jsonb_to_recordset(%s::jsonb) AS item (
                   note int, name text, medusa_id text, operation text, changes jsonb,
                   is_unsure boolean)
             WHERE change.id = item.note
         RETURNING change.id
            """,
            json.dumps(done),
        )
    )
    found = {row[0] for row in cr.fetchall()}
    return [row for row in done if row["note"] not in found]
