"""What is written and never read: like the key of a store, each in a column that no field reads.

A room declares two fields of the store's mixin, by `secret_field` and `secret_set_field`; the
column has the name of the first.
"""

from psycopg2 import sql as psycopg2_sql

from odoo import fields
from odoo.tools import SQL, sql

# The columns, which are made when the store's table is.
_columns: list[str] = []


def secret_field(name, **options):
    """Return a field into which a secret can be entered; it is never read again.

    An empty value leaves the present one.

    :param str name: of the field, and of its column
    :param options: further ones of `fields.Char`
    """
    _columns.append(name)

    def compute(stores):
        stores[name] = False

    def inverse(stores):
        for store in stores:
            write_secret(store, name, store[name])
        # The cache holds the value that was just assigned: nobody reads it from there either.
        stores.invalidate_recordset([name, f"{name}_set"], flush=False)

    return fields.Char(compute=compute, inverse=inverse, copy=False, exportable=False, **options)


def secret_set_field(name, **options):
    """Return the field that tells whether a secret was entered: `<name>_set`.

    :param str name: of the secret
    :param options: further ones of `fields.Boolean`
    """

    def compute(stores):
        secrets = read_secrets_sudo(stores, name)
        for store in stores:
            store[f"{name}_set"] = bool(secrets.get(store.id))

    return fields.Boolean(compute=compute, compute_sudo=True, **options)


def make_columns(env):
    """Make the columns of all secrets of `medusa.backend`, in `init`."""
    for column in _columns:
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
        backends.invalidate_recordset([f"{column}_set"], flush=False)


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
