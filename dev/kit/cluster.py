"""The PostgreSQL server of a run: a private cluster in the cache folder, or the machine's own.

The private cluster is shared by all that run at one moment. Whoever comes first starts it, and
whoever leaves last stops it, unless ``dev/services up`` keeps it. It is reached by a Unix socket
in a folder that only its owner enters: there, nobody is asked for a password.
"""

import fcntl
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .debian import require_packages
from .install import install_once, lock
from .paths import CACHE, short_hash
from .postgres import Server
from .shell import Failure, output_of, run, step

USER = "odoo"  # Odoo refuses to work as the user "postgres".
PORT = "5432"  # Only a part of the socket's name: nothing listens on the network.
# A Unix socket's path has 107 characters at most, and PostgreSQL adds a file name of its own.
LONGEST_SOCKET_FOLDER = 85
# What a crash of the machine would lose is only test data: speed goes before safety.
SETTINGS = """
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 256MB
"""


def is_private() -> bool:
    """Tell whether the private cluster is used, not the server that the person has."""
    return os.environ.get("MEDUSA_CONNECTOR_PG") != "system"


@contextmanager
def server() -> Iterator[Server]:
    """Give a running PostgreSQL server; stop it when this run is the last that uses it."""
    if not is_private():
        yield _system_server()
        return
    cluster = Cluster()
    with cluster.in_use():
        yield cluster.server


def _system_server() -> Server:
    """Return the server that the usual variables of PostgreSQL name.

    :raise Failure: when it does not answer
    """
    programs()
    found = Server(
        host=os.environ.get("PGHOST", "/var/run/postgresql"),
        port=os.environ.get("PGPORT", "5432"),
        user=os.environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name,
        password=os.environ.get("PGPASSWORD", ""),
    )
    try:
        found.query("SELECT 1")
    except Failure as failure:
        advice = "Set PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset MEDUSA_CONNECTOR_PG."
        raise Failure(f"{failure}\n{advice}") from failure
    return found


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; install the newest Debian has when missing."""

    def newest() -> Path | None:
        known = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        initdb = max(known, key=lambda path: int(path.parts[-3]), default=shutil.which("initdb"))
        return Path(initdb).resolve().parent if initdb else None

    if not (newest() and shutil.which("psql")):
        require_packages(["postgresql", "postgresql-client"], "PostgreSQL")
    if found := newest():
        return found
    raise Failure("PostgreSQL is installed, but its program initdb is nowhere to be found.")


class Cluster:
    """The private PostgreSQL cluster of this cache folder."""

    def __init__(self) -> None:
        """Make the cluster, unless there is one."""
        self.programs = programs()
        place, self.owner = CACHE, None
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and others may not enter root's cache folder.
            self.owner = "postgres"
            home = Path(pwd.getpwnam(self.owner).pw_dir)
            place = home / f"medusa_connector-{short_hash(str(CACHE))}"
        version = self.programs.parent.name
        self.home = install_once(
            place / f"cluster-{version}", "Making a PostgreSQL cluster", self._make
        )
        self.sockets = self.home / "socket"
        if len(str(self.sockets)) > LONGEST_SOCKET_FOLDER:
            self.sockets = Path(tempfile.gettempdir()) / f"medusa-pg-{short_hash(str(self.home))}"
        self.server = Server(str(self.sockets), PORT, USER)
        self.keep_marker = CACHE / "services" / f"keep-{self.home.name}"

    def _make(self, home: Path) -> None:
        """Make the cluster's files in ``home``."""
        if self.owner:
            shutil.chown(home, self.owner, self.owner)
        run(
            [
                *(self.programs / "initdb", home / "data", f"--username={USER}", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            log=f"initdb-{home.name}",
            cwd=home,
            user=self.owner,
        )
        with (home / "data" / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)

    def running(self) -> bool:
        """Tell whether the cluster runs and answers."""
        try:
            output_of([self.programs / "pg_isready", "-q"], env=self.server.environment)
        except Failure:
            return False
        return True

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the cluster run for the length of the block.

        Every user holds a shared lock. The last to leave can have the lock for itself, and
        stops the cluster.
        """
        with lock(f"users-of-{self.home.name}", fcntl.LOCK_SH) as users:
            with lock(f"start-{self.home.name}"):
                if not self.running():
                    self._start()
            try:
                yield
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                self.stop_if_unused()

    def keep(self) -> None:
        """Start the cluster, and have it run until ``release``."""
        self.keep_marker.parent.mkdir(parents=True, exist_ok=True)
        self.keep_marker.touch()
        with self.in_use():
            pass

    def release(self) -> None:
        """Take back ``keep``."""
        self.keep_marker.unlink(missing_ok=True)
        self.stop_if_unused()

    def stop_if_unused(self) -> None:
        """Stop the cluster, unless somebody uses or keeps it."""
        try:
            with lock(f"users-of-{self.home.name}", fcntl.LOCK_EX | fcntl.LOCK_NB):
                if self.running() and not self.keep_marker.exists():
                    with step("Stopping PostgreSQL"):
                        self._pg_ctl("stop", "-m", "fast")
        except BlockingIOError:
            return

    def _start(self) -> None:
        """Start the cluster."""
        with step("Starting PostgreSQL"):
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            if self.owner:
                shutil.chown(self.sockets, self.owner, self.owner)
            if self.sockets.stat().st_mode & 0o077:
                raise Failure(f"Others may enter {self.sockets}: remove it, and try again.")
            log = self.home / "server.log"
            self._pg_ctl("start", "-l", str(log), "-o", f"-p {PORT} -k {self.sockets}")

    def _pg_ctl(self, action: str, *options: str) -> None:
        """Run PostgreSQL's own program that starts and stops servers, and wait for the end."""
        command = [self.programs / "pg_ctl", action, "-w", "-D", self.home / "data", *options]
        run(command, log=f"pg_ctl-{action}", cwd=self.home, user=self.owner)
