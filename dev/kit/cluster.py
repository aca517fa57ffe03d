"""The PostgreSQL server of a run: a private cluster in the cache folder, or the machine's own.

The private cluster is shared by all that run at one moment. Whoever comes first starts it, and
whoever leaves last stops it, unless ``dev/services up`` keeps it.
"""

import contextlib
import fcntl
import os
import pwd
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .debian import require_packages
from .install import install_once, lock
from .paths import CACHE, short_hash
from .postgres import Server
from .process import free_port
from .shell import Failure, output_of, run, step

USER = "odoo"  # Odoo refuses to work as the user "postgres".
# What a crash of the machine would lose is only test data: speed goes before safety.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 300
shared_buffers = 256MB
"""
# A Unix socket's path has 107 characters at most, and PostgreSQL adds a file name of its own.
LONGEST_SOCKET_FOLDER = 85


def is_private() -> bool:
    """Tell whether the private cluster is used, not the server that the person has."""
    return os.environ.get("MEDUSA_CONNECTOR_PG") != "system"


@contextlib.contextmanager
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
        folders = Path("/usr/lib/postgresql").glob("*/bin")
        known = sorted(
            (folder for folder in folders if (folder / "initdb").exists()),
            key=lambda folder: int(folder.parent.name),
        )
        if known:
            return known[-1]
        initdb = shutil.which("initdb")
        return Path(initdb).resolve().parent if initdb else None

    if not (newest() and shutil.which("psql")):
        require_packages(["postgresql", "postgresql-client"], "PostgreSQL")
    if found := newest():
        return found
    raise Failure("PostgreSQL is installed, but its program initdb is nowhere to be found.")


def _open_to_all(folder: Path) -> bool:
    """Tell whether every user of the machine can enter ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


class Cluster:
    """The private PostgreSQL cluster of this cache folder."""

    def __init__(self) -> None:
        """Make the cluster, unless there is one."""
        self.programs = programs()
        # PostgreSQL refuses to run as root.
        self.owner = "postgres" if os.geteuid() == 0 else None
        version = self.programs.parent.name
        self.home = install_once(
            self._place() / f"postgres-{version}", "Making a PostgreSQL cluster", self._make
        )
        self.data = self.home / "data"
        self.keep_marker = CACHE / "services" / "keep-postgres"

    def _place(self) -> Path:
        """Return a folder that the owner of the cluster can enter."""
        if not self.owner or _open_to_all(CACHE):
            return CACHE
        # The cache folder is in root's own home: take the home of the other user.
        home = Path(pwd.getpwnam(self.owner).pw_dir)
        return home / f"medusa_connector-{short_hash(str(CACHE))}"

    def _make(self, home: Path) -> None:
        """Make the cluster's files in ``home``."""
        password = home / "password"
        password.write_text(secrets.token_urlsafe(16))
        password.chmod(0o600)
        self._hand_over(home, password)
        log = f"initdb-{home.name}"
        run(
            [
                *(self.programs / "initdb", home / "data", f"--username={USER}"),
                *("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            log=log,
            user=self.owner,
        )
        with (home / "data" / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)

    def _hand_over(self, *files: Path) -> None:
        """Make the owner of the cluster the owner of ``files``."""
        for file in files if self.owner else ():
            shutil.chown(file, self.owner, self.owner)

    @property
    def server(self) -> Server:
        """How to reach the running cluster, as its own state file says."""
        _pid, _data, _start, port, sockets, *_rest = self._state()
        return Server(sockets, port, USER, (self.home / "password").read_text())

    def running(self) -> bool:
        """Tell whether the cluster runs and answers."""
        if not (state := self._state()):
            return False
        try:
            output_of([self.programs / "pg_isready", "-q", "-h", state[4], "-p", state[3]])
        except Failure:
            return False
        return True

    def _state(self) -> list[str]:
        """Return the lines of the file that PostgreSQL keeps while it runs."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []
        return lines if len(lines) >= 6 else []

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the cluster run for the length of the block.

        Every user holds a shared lock. The last to leave can have the lock for itself, and
        stops the cluster.
        """
        (CACHE / "locks").mkdir(parents=True, exist_ok=True)
        with (CACHE / "locks" / f"users-of-{self.home.name}").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
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
        with (CACHE / "locks" / f"users-of-{self.home.name}").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            if self.running() and not self.keep_marker.exists():
                self._stop()

    def _start(self) -> None:
        """Start the cluster on a free port."""
        with step("Starting PostgreSQL"):
            sockets = self._socket_folder()
            options = f"-p {free_port()} -k {sockets} -c listen_addresses=127.0.0.1"
            self._pg_ctl("start", "-w", "-l", str(self.home / "server.log"), "-o", options)

    def _stop(self) -> None:
        """Stop the cluster, whoever is connected."""
        with step("Stopping PostgreSQL"):
            self._pg_ctl("stop", "-w", "-m", "fast")

    def _pg_ctl(self, *arguments: str) -> None:
        """Run PostgreSQL's own program that starts and stops servers."""
        run(
            [self.programs / "pg_ctl", "-D", self.data, *arguments],
            log=f"pg_ctl-{arguments[0]}",
            cwd=self.home,
            user=self.owner,
        )

    def _socket_folder(self) -> Path:
        """Return a folder that only this user enters: there, nobody is asked for a password."""
        folder = self.home / "socket"
        if len(str(folder)) > LONGEST_SOCKET_FOLDER:
            folder = Path(tempfile.gettempdir()) / f"medusa-pg-{short_hash(str(self.home))}"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(folder)
        if folder.stat().st_mode & 0o077:
            raise Failure(f"Others may enter {folder}: remove it, and try again.")
        return folder
