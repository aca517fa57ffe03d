"""What becomes of a plan's rows when something that they name is deleted meanwhile.

Its tables have no foreign keys to those of others: who deletes a product would wait for it.
"""

from odoo.tools import SQL

# Users and companies are hardly ever deleted, and each row names some.
_STAYING = ["res_users", "res_company"]


def follow_deletions(env, schema, tables, owners):
    """Let what hangs on a deleted row of the plan go with it, or forget it, as the real tables do.

    :param str schema: of the plan
    :param list[str] tables: that it has
    :param list[str] owners: those of whose rows some may be deleted
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, pg_get_constraintdef(oid)
              FROM pg_constraint
             WHERE contype = 'f' AND confdeltype IN ('c', 'n')
               AND conrelid = ANY(%(tables)s::text[]::regclass[])
               AND confrelid = ANY(%(owners)s::text[]::regclass[])
            """,
            tables=tables,
            owners=owners,
        )
    )
    for table, definition in rows:
        # The definition names the other table without a schema: the plan's own comes first.
        env.cr.execute(
            SQL(
                "ALTER TABLE %s.%s ADD %s NOT VALID",
                SQL.identifier(schema),
                SQL.identifier(table),
                SQL(definition.replace("REFERENCES ", f"REFERENCES {schema}.")),
            )
        )


def find_links(env, tables):
    """Return (table, column, whether the row goes too, other table) of what names others' records.

    It is asked before a plan's tables take the place of the real ones.
    """
    return env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, attname::text, confdeltype = 'c',
                   confrelid::regclass::text
              FROM pg_constraint
              JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
             WHERE contype = 'f' AND confdeltype IN ('c', 'n')
               AND conrelid = ANY(%(tables)s::text[]::regclass[])
               AND NOT confrelid = ANY(%(others)s::text[]::regclass[])
             ORDER BY 1, 2
            """,
            tables=[table for table in tables if table.startswith("medusa_")],
            others=[*tables, *_STAYING],
        )
    )


def forget_deleted(env, links):
    """Empty what names records that aren't there any more, or delete it, as the real tables do.

    :param list links: see `find_links`
    """
    env.flush_all()
    found = env.execute_query(SQL(" UNION ALL ").join(map(_ask_for, range(len(links)), links)))
    for (number,) in found:
        table, column, goes, other = links[number]
        do = SQL("DELETE FROM %s", SQL.identifier(table))
        if not goes:
            do = SQL("UPDATE %s SET %s = NULL", SQL.identifier(table), SQL.identifier(column))
        env.cr.execute(SQL("%s WHERE %s", do, _is_gone(table, column, other)))
    if found:
        env.invalidate_all(flush=False)


def _ask_for(number, link):
    table, column, _goes, other = link
    gone = _is_gone(table, column, other)
    return SQL(
        "SELECT %s WHERE EXISTS (SELECT FROM %s WHERE %s)", number, SQL.identifier(table), gone
    )


def _is_gone(table, column, other):
    column = SQL("%s.%s", SQL.identifier(table), SQL.identifier(column))
    return SQL(
        "%s IS NOT NULL AND NOT EXISTS (SELECT FROM %s other WHERE other.id = %s)",
        column, SQL.identifier(other), column,
    )  # fmt: skip
