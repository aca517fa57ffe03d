"""Carry over what 19.0.1 knew: renamed columns, and runs that are under way."""

from odoo.tools import sql

# {table: {former column: column}}; "…_ids" are records, these are plain values.
RENAMED = {
    "medusa_product_binding": {
        "channel_ids": "pushed_channels",
        "candidate_ids": "candidates",
    },
    "medusa_stock_location": {"channel_ids": "linked_channels"},
}


def migrate(cr, version):
    """Run before the new version's fields are set up."""
    for table, columns in RENAMED.items():
        for former, column in columns.items():
            if sql.column_exists(cr, table, former):
                sql.rename_column(cr, table, former, column)
    # In which language a selection was written, nobody knows: it is read as before.
    sql.create_column(cr, "medusa_backend", "product_domain_lang", "varchar")
    # Without a column of theirs, all of them would be computed, and every product be pushed.
    for table in ("product_attribute", "product_attribute_value"):
        sql.create_column(cr, table, "medusa_revision", "varchar")
    # Products of 19.0.1 have options of their own: it is for a manager to change it.
    sql.create_column(cr, "medusa_backend", "option_scope", "varchar")
    cr.execute("UPDATE medusa_backend SET option_scope = 'product'")
    # A currency has several lines now, each for regions of its own.
    cr.execute(
        "ALTER TABLE medusa_price_line DROP CONSTRAINT IF EXISTS medusa_price_line_currency_unique"
    )
    # One by store and id takes its place.
    cr.execute("DROP INDEX IF EXISTS medusa_product_binding__medusa_id_index")
    carry_over_runs(cr)
    date_failures(cr)


def carry_over_runs(cr):
    """Give runs that are under way their cursor; a phase without one begins anew."""
    sql.create_column(cr, "medusa_sync_run", "chosen", "jsonb")
    sql.create_column(cr, "medusa_sync_run", "cursor", "jsonb")
    cr.execute("UPDATE medusa_sync_run SET chosen = backlog WHERE scope IN ('products', 'prices')")
    cr.execute(
        """
        UPDATE medusa_sync_run
           SET cursor = jsonb_build_object(
                   'after', CASE WHEN scope = 'full' THEN COALESCE(position, 0) END,
                   'backlog', COALESCE(NULLIF(backlog, 'null'::jsonb), '[]'::jsonb))
         WHERE phase = 'push' AND state IN ('queued', 'running')
        """
    )
    # What waits asks again, newly counted, when it goes on.
    cr.execute("UPDATE medusa_sync_run SET phase = 'withdraw' WHERE state = 'waiting'")
    cr.execute("UPDATE medusa_sync_run SET phase = 'products' WHERE phase = 'push'")
    cr.execute("UPDATE medusa_sync_run SET phase = 'price_lists' WHERE phase = 'prices'")


def date_failures(cr):
    """Say since when products fail, as far as that is known: since the last try."""
    sql.create_column(cr, "medusa_product_binding", "failing_since", "timestamp")
    cr.execute(
        "UPDATE medusa_product_binding SET failing_since = write_date "
        "WHERE state IN ('error', 'conflict')"
    )
