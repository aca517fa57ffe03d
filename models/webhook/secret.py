"""Secrets of receivers: like the key of a store, each in a column that no field reads."""

from psycopg2 import sql as psycopg2_sql

from odoo.tools import SQL, sql


def make_column(env, column):
    """Make the column of a secret of `medusa.backend`, in `init`."""
    if not sql.column_exists(env.cr, "medusa_backend", column):
        sql.create_column(env.cr, "medusa_backend", column, "varchar")


def write_secret(backend, column, value):
    """Write a secret into its column; an empty value leaves the present one.

    :param backend: `medusa.backend`, one store
    """
    value = (value or "").strip()
    if not value:
        return
    backend.check_access("write")
    # Past Odoo's cursor, which writes queries with their values to the log.
    query = psycopg2_sql.SQL("UPDATE medusa_backend SET {} = %s WHERE id = %s")
    backend.env.cr._obj.execute(query.format(psycopg2_sql.Identifier(column)), (value, backend.id))


def forget_secrets(backends, column):
    """Forget the secrets of stores: their receiver is another one from now on."""
    if backends.ids:
        backends.env.execute_query(
            SQL(
                "UPDATE medusa_backend SET %s = NULL WHERE id IN %s RETURNING id",
                SQL.identifier(column),
                tuple(backends.ids),
            )
        )


def read_secrets_sudo(backends, column):
    """Return {backend id: secret}: for who sends, and to tell whether there is one."""
    if not backends.ids:
        return {}
    return dict(
        backends.env.execute_query(
            SQL(
                "SELECT id, %s FROM medusa_backend WHERE id IN %s",
                SQL.identifier(column),
                tuple(backends.ids),
            )
        )
    )
