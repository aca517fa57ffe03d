"""Tables of a plan's own: a run that plans reads and writes them in the place of the real ones.

They lie in a schema of their own, before the others in the search path of the plan's connection,
so that neither the ORM nor a query knows of it. Whatever the run writes down, nobody else sees;
no row of anybody is locked; and another process can go on where one was killed.
"""

from contextlib import contextmanager

from odoo.tools import SQL

from ...medusa.shelf import Shelf
from ..core.transaction import commit
from .deletions import find_links, follow_deletions, forget_deleted

# What runs write besides the tables of the addon.
FURTHER = ("ir_cron_trigger", "mail_message", "mail_notification", "mail_mail", "mail_activity")
# The tables of plans themselves are no part of it: what a plan tells is told in them.
OUTSIDE = "medusa_plan"
# Their rows are of no use for a run, and may be many.
_EMPTY = {
    *FURTHER,
    "medusa_sync_log",
    "medusa_sync_run",
    "medusa_run_range",
    "medusa_webhook_message",
    "medusa_storefront_change",
    "medusa_sync_change",
    "medusa_sync_change_line",
    "medusa_alarm",
    "medusa_request",
    "medusa_match_shop",
    "medusa_match_claim",
}
# Of a table with more rows than that, the database is told how many there are.
_MANY = 100
# What the run would have written to the store so far.
_SHELF = "medusa_plan_shelf"
# The path of a row on it that is there while a leg goes on.
_OPEN = "open"
# What opens a store, or speaks in its name, is nowhere but in its column.
SECRETS = (
    *("api_key", "api_key_new", "publishable_key", "storefront_secret", "alert_webhook_secret"),
    "health_token",
)


class Shadow:
    """The tables of one plan.

    :param Environment env: on a cursor of the connector's own
    :param int plan_id: of `medusa.plan`
    :param int backend_id: whose rows are needed
    """

    def __init__(self, env, plan_id, backend_id):
        self.env = env
        self.schema = f"medusa_plan_{plan_id}"
        self.backend_id = backend_id
        # Whether the present leg is the first in these tables.
        self.is_new = False
        self._links = []

    @contextmanager
    def entered(self):
        """Let the connection see these tables instead of the real ones; they are made at need.

        They are made anew where a former process was killed on its leg, or the database's own: what
        it would have written by then is known in part. So they are after an upgrade.
        """
        [[former]] = self.env.execute_query(SQL("SHOW search_path"))
        tables = self._find_tables()
        self.is_new = not self._is_whole(tables)
        if self.is_new:
            drop_schema(self.env, self.schema)
            self._make(tables)
        self._links = find_links(self.env, tables)
        path = SQL("SET search_path = %s, %s", SQL.identifier(self.schema), SQL(former))
        self.env.cr.execute(path)
        self.env.cr.execute(SQL("INSERT INTO %s VALUES (%s, '', '')", _get_shelf(), _OPEN))
        commit(self.env)
        self.env.invalidate_all(flush=False)
        try:
            yield
        finally:
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            self.env.cr.execute(SQL("SET search_path = %s", SQL(former)))
            commit(self.env)

    def drop(self):
        """Forget it all."""
        drop_schema(self.env, self.schema)
        commit(self.env)

    # === WHAT THE STORE WOULD HOLD === #

    def load_shelf(self):
        """Return what former legs would have written to the store.

        :rtype: Shelf
        """
        query = SQL("SELECT path, key, packed FROM %s WHERE path <> %s", _get_shelf(), _OPEN)
        rows = self.env.execute_query(query)
        return Shelf((path, key, bytes(packed)) for path, key, packed in rows)

    def save_shelf(self, shelf):
        """Keep what this leg would have written, at its end: another process goes on with it.

        :param Shelf shelf: see `medusa.shelf`
        """
        self.env.cr.execute(SQL("DELETE FROM %s WHERE path = %s", _get_shelf(), _OPEN))
        rows = shelf.take_changed()
        if rows:
            self.env.cr.execute_values(
                f"INSERT INTO {_SHELF} (path, key, packed) VALUES %s"
                " ON CONFLICT (path, key) DO UPDATE SET packed = EXCLUDED.packed",
                rows,
            )

    # === MAKING === #

    def _is_whole(self, tables):
        """Tell whether the tables are there, like the real ones, and no leg in them broke off."""
        rows = self.env.execute_query(
            SQL("SELECT 1 FROM pg_namespace WHERE nspname = %s", self.schema)
        )
        if not rows or self._differ(tables):
            return False
        schema = SQL.identifier(self.schema)
        # After a crash of the database they are empty: nothing of them is in its log.
        query = SQL(
            "SELECT EXISTS (SELECT FROM %s.medusa_backend)"
            " AND NOT EXISTS (SELECT FROM %s.%s WHERE path = %s)",
            schema, schema, _get_shelf(), _OPEN,
        )  # fmt: skip
        return self.env.execute_query(query)[0][0]

    def _differ(self, tables):
        """Tell whether the real tables have other columns, or are others."""
        [[differ]] = self.env.execute_query(
            SQL(
                """
                WITH columns AS (
                     SELECT nspname, relname, attname::text, atttypid
                       FROM pg_class
                       JOIN pg_namespace ON pg_namespace.oid = relnamespace
                       JOIN pg_attribute ON attrelid = pg_class.oid
                      WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
                        AND (relname = ANY(%(tables)s) OR relname = %(shelf)s)),
                     theirs AS (
                     SELECT relname, attname, atttypid FROM columns
                      WHERE nspname = current_schema()),
                     mine AS (
                     SELECT relname, attname, atttypid FROM columns
                      WHERE nspname = %(schema)s AND relname <> %(shelf)s)
                SELECT EXISTS (TABLE theirs EXCEPT TABLE mine)
                    OR EXISTS (TABLE mine EXCEPT TABLE theirs)
                    OR NOT EXISTS (SELECT FROM columns
                                    WHERE nspname = %(schema)s AND relname = %(shelf)s)
                """,
                tables=tables,
                schema=self.schema,
                shelf=_SHELF,
            )
        )
        return differ

    def forget_deleted(self):
        """Forget records of others that were deleted since, as the real tables do by themselves."""
        forget_deleted(self.env, self._links)

    def _make(self, tables):
        """Make the tables with what a run of this store reads, all of it or nothing."""
        schema = SQL.identifier(self.schema)
        self.env.cr.execute(SQL("CREATE SCHEMA %s", schema))
        for table in tables:
            name = SQL.identifier(table)
            self.env.cr.execute(
                # Not the comments: Odoo writes one on each column. Unlogged, each index would be
                # a write that waits for the disk.
                SQL(
                    "CREATE TABLE %s.%s (LIKE %s "
                    "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)",
                    schema, name, name,
                )
            )  # fmt: skip
        columns, filled = self._read_columns(tables), []
        for table in tables:
            if table not in _EMPTY:
                self._fill(table, columns[table])
                if self.env.cr.rowcount > _MANY:
                    filled.append(table)
        owners = [name for name in tables if name not in (*_EMPTY, "medusa_backend")]
        follow_deletions(self.env, self.schema, tables, owners)
        # Where a store needs several workers, one is enough to plan: nobody else sees its ranges.
        secrets = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in SECRETS)
        own = SQL("UPDATE %s.medusa_backend SET worker_count = 1, %s", schema, secrets)
        self.env.cr.execute(own)
        shelf = _get_shelf()
        self.env.cr.execute(
            SQL(
                "CREATE TABLE %s.%s (path text, key text, packed bytea, "
                "PRIMARY KEY (path, key))",
                schema, shelf,
            )
        )  # fmt: skip
        for table in filled:
            self.env.cr.execute(SQL("ANALYZE %s.%s", schema, SQL.identifier(table)))

    def _find_tables(self):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT relname FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = current_schema()::text::regnamespace
                   AND (relname LIKE %s AND relname NOT LIKE %s OR relname = ANY(%s))
                 ORDER BY relname
                """,
                "medusa\\_%", f"{OUTSIDE}%", list(FURTHER),
            )
        )  # fmt: skip
        # What windows ask is no matter of runs.
        models = self.env.registry.values()
        windows = {model._table for model in models if model._transient}
        return [name for (name,) in rows if name not in windows]

    def _read_columns(self, tables):
        """Return {table: its columns}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT attrelid::regclass::text, array_agg(attname::text)
                  FROM pg_attribute
                 WHERE attrelid = ANY(%s::text[]::regclass[]) AND attnum > 0 AND NOT attisdropped
                 GROUP BY attrelid
                """,
                tables,
            )
        )
        return dict(rows)

    def _fill(self, table, columns):
        """Copy a table, of one that tells its rows' store those of this store."""
        name = SQL.identifier(table)
        mine = SQL("TRUE")
        if "backend_id" in columns:
            mine = SQL("backend_id = %s OR backend_id IS NULL", self.backend_id)
        elif table == "medusa_backend":
            mine = SQL("id = %s", self.backend_id)
        schema = SQL.identifier(self.schema)
        self.env.cr.execute(
            SQL("INSERT INTO %s.%s SELECT * FROM %s WHERE %s", schema, name, name, mine)
        )


def _get_shelf():
    return SQL.identifier(_SHELF)


def drop_schema(env, schema):
    """Drop the tables of a plan, if there are any."""
    env.cr.execute(SQL("DROP SCHEMA IF EXISTS %s CASCADE", SQL.identifier(schema)))


def find_schemas(env):
    """Return {id of a plan: its schema} of all that are in the database."""
    rows = env.execute_query(
        SQL("SELECT nspname FROM pg_namespace WHERE nspname ~ %s", "^medusa_plan_[0-9]+$")
    )
    return {int(name.rpartition("_")[2]): name for (name,) in rows}
