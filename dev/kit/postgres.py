"""A PostgreSQL server: how to reach it, and what is asked of it."""

from dataclasses import dataclass
from urllib.parse import quote

from .shell import output_of


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server: by its socket, and by TCP."""

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
        """Return the address of ``database`` for a program that knows no Unix sockets."""
        host = "127.0.0.1" if self.host.startswith("/") else self.host
        login = quote(self.user) + (f":{quote(self.password)}" if self.password else "")
        return f"postgres://{login}@{host}:{self.port}/{quote(database)}"

    def query(self, sql: str, database: str = "postgres") -> str:
        """Return what ``sql`` answers, as unaligned text without headers."""
        psql = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet"]
        return output_of(
            [*psql, "--set=ON_ERROR_STOP=1", f"--dbname={database}", f"--command={sql}"],
            env=self.environment,
        )

    def databases(self) -> list[str]:
        """Return the names of all databases."""
        return self.query("SELECT datname FROM pg_database").splitlines()

    def is_template(self, database: str) -> bool:
        """Tell whether there is a database of this name, marked as template."""
        sql = f"SELECT datistemplate FROM pg_database WHERE datname = '{database}'"
        return self.query(sql) == "t"

    def mark_as_template(self, database: str) -> None:
        """Protect ``database``, which is from now on only copied."""
        self.query(f'ALTER DATABASE "{database}" IS_TEMPLATE true')

    def create(self, database: str, template: str = "template0") -> None:
        """Create ``database``, in Unicode, as a copy of ``template``."""
        self.query(f'CREATE DATABASE "{database}" TEMPLATE "{template}" ENCODING \'UTF8\'')

    def drop(self, database: str) -> None:
        """Drop ``database`` where it exists, even while somebody is connected."""
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
