"""A PostgreSQL server: how to reach it, and what is asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from .install import lock
from .shell import output_of, step


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server.

    :param host: its name, or the folder of its Unix socket
    """

    host: str
    port: str
    user: str
    password: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which PostgreSQL's own programs, and Odoo, find the server."""
        found = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        return found | ({"PGPASSWORD": self.password} if self.password else {})

    def url(self, database: str) -> str:
        """Return the address of ``database``, as Medusa reads it."""
        login = quote(self.user) + (f":{quote(self.password)}" if self.password else "")
        host = quote(self.host, safe="")  # the folder of a socket has slashes
        options = "?sslmode=disable" if self.host.startswith("/") else ""
        return f"postgres://{login}@{host}:{self.port}/{quote(database)}{options}"

    def query(self, sql: str, database: str = "postgres") -> str:
        """Return what ``sql`` answers, as unaligned text without headers."""
        psql = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet"]
        return output_of(
            [*psql, "--set=ON_ERROR_STOP=1", f"--dbname={database}", f"--command={sql}"],
            env=self.environment,
        )

    def create(self, database: str, template: str = "template0") -> None:
        """Create ``database`` anew, in Unicode, as a copy of ``template``."""
        self.drop(database)
        self.query(f'CREATE DATABASE "{database}" TEMPLATE "{template}" ENCODING \'UTF8\'')

    def drop(self, database: str) -> None:
        """Drop ``database`` where it exists, even while somebody is connected."""
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def make_once(self, name: str, title: str, fill: Callable[[str], None]) -> str:
        """Have ``fill`` make the template ``name``, unless that is done already.

        :return: the name
        """
        with lock(name):
            # It is marked as template when it is complete: without the mark, it is a leftover.
            marked = f"SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate"
            if not self.query(marked):
                with step(title):
                    fill(name)
                    self.query(f'ALTER DATABASE "{name}" IS_TEMPLATE true')
        return name
