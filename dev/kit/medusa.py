"""A real Medusa store: installed from npm, started on a free port with a database of its own."""

import ipaddress
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from . import http, node, process
from .install import install_once, lock
from .paths import CACHE, DEV, LOGS, files_hash
from .postgres import Server
from .shell import Failure, run, step

FILES = DEV / "medusa"
PACKAGES = (FILES / "package.json", FILES / "package-lock.json")
CONFIGURATION = FILES / "medusa-config.js"
ADMIN = "admin@example.com"
PASSWORD = "supersecret"
PID_FILE = "pid"
PATIENCE = 180  # seconds until a start counts as failed, on a slow and busy machine


@dataclass(frozen=True)
class Store:
    """How to reach a Medusa store.

    :param files: the folder of what was uploaded to it; nobody knows that of the person's own
    """

    url: str
    api_key: str
    files: Path | None = None


@dataclass(frozen=True)
class Installation:
    """Medusa's packages, and what it takes to run them."""

    folder: Path
    environment: dict[str, str]

    @property
    def program(self) -> list[str]:
        """The start of every command of Medusa's own."""
        return ["node", str(self.folder / "node_modules/.bin/medusa")]


def setup() -> Installation:
    """Return Medusa, ready to run; install it first when it is missing."""
    environment = node.setup()

    def fill(folder: Path) -> None:
        for file in PACKAGES:
            shutil.copy(file, folder)
        # Not "npm ci": it refuses a lock file without the packages of other platforms.
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
        run(["npm", "install", *quiet], log="medusa-npm-install", cwd=folder, env=environment)

    folder = CACHE / f"medusa-{files_hash(*PACKAGES)}"
    return Installation(
        install_once(folder, "Installing Medusa from npm (about 700 MB on disk)", fill),
        environment | {"NODE_ENV": "production", "MEDUSA_DISABLE_TELEMETRY": "true"},
    )


def own_store() -> Store | None:
    """Return the store that the person has named in the environment.

    :raise Failure: when it is on another machine: what runs here writes to it and deletes in it
    """
    url, api_key = os.environ.get("MEDUSA_URL"), os.environ.get("MEDUSA_API_KEY")
    if not url:
        return None
    if not _is_this_machine(urlsplit(url).hostname or ""):
        raise Failure(f"MEDUSA_URL has to be on this machine, and {url} is not.")
    if not api_key:
        raise Failure("MEDUSA_URL is set: MEDUSA_API_KEY has to hold a secret key of that store.")
    return Store(url.rstrip("/"), api_key)


def _is_this_machine(host: str) -> bool:
    """Tell whether ``host`` is a loopback address or its usual name."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def store(
    server: Server, database: str, port: int | None = None, admin: Path | None = None
) -> Iterator[Store]:
    """Give a store with a fresh ``database``; both are gone when the block ends.

    The person's own store is given instead where the environment names one.

    :param admin: the folder of Medusa's admin pages, for a store that is to serve them
    """
    if own := own_store():
        yield own
        return
    installation = setup()
    create_database(installation, server, database)
    try:
        port = port or process.free_port()
        url, pid = start(installation, server, database, port, admin)
        try:
            yield Store(url, create_key(url), _project(database) / "static")
        finally:
            stop(pid, database)
    finally:
        server.drop(database)


def create_database(installation: Installation, server: Server, database: str) -> None:
    """Create ``database`` with Medusa's tables and an admin user, as a quick copy of a template."""
    template = f"medusa-template-{files_hash(*PACKAGES, CONFIGURATION)}"
    with lock(template):
        # It is marked as template when it is complete: without the mark, it is a leftover.
        if not server.is_template(template):
            with step("Preparing a database for Medusa, once"):
                _make_template(installation, server, template)
    server.drop(database)
    server.create(database, template)


def _make_template(installation: Installation, server: Server, database: str) -> None:
    """Create ``database`` with Medusa's tables and an admin user."""
    server.drop(database)
    server.create(database)
    folder = _make_project(installation, database)
    env = installation.environment | _settings(server, database, folder)
    migrate = [*installation.program, "db:migrate"]
    user = [*installation.program, "user", "--email", ADMIN, "--password", PASSWORD]
    run(migrate, log="medusa-migrate", cwd=folder, env=env)
    run(user, log="medusa-user", cwd=folder, env=env)
    shutil.rmtree(folder)
    server.mark_as_template(database)


def start(
    installation: Installation,
    server: Server,
    database: str,
    port: int,
    admin: Path | None = None,
) -> tuple[str, int]:
    """Start Medusa on ``database``, and return its address and process number when it answers.

    :param admin: the folder of Medusa's admin pages, see ``medusa_admin``
    """
    url = f"http://127.0.0.1:{port}"
    log = LOGS / f"{database}.log"
    log.unlink(missing_ok=True)
    folder = _make_project(installation, database)
    if admin:
        (folder / "public").mkdir()
        (folder / "public" / "admin").symlink_to(admin)
    command = [*installation.program, "start", "--host", "127.0.0.1", "--port", str(port)]
    env = installation.environment | _settings(server, database, folder, url)
    with step("Starting Medusa"):
        pid = process.start(command, log, env, folder)
        (folder / PID_FILE).write_text(str(pid))
        try:
            _wait_until_ready(url, pid, log)
        except BaseException:
            stop(pid, database)
            raise
    return url, pid


def stop(pid: int, database: str) -> None:
    """Stop the Medusa that ``start`` has started on ``database``."""
    process.stop(pid)
    shutil.rmtree(_project(database), ignore_errors=True)


def stop_leftover(database: str) -> None:
    """Stop the Medusa on ``database`` whose starter was killed, and remove its folder."""
    file = _project(database) / PID_FILE
    pid = int(file.read_text()) if file.exists() else 0
    command = Path(f"/proc/{pid}/cmdline")
    # The number may belong to another program by now.
    if command.exists() and str(CACHE).encode() in command.read_bytes():
        process.stop(pid)
    shutil.rmtree(_project(database), ignore_errors=True)


def _project(name: str) -> Path:
    """Return the folder that Medusa takes for its project, where uploaded files go as well."""
    return CACHE / "run" / name


def _make_project(installation: Installation, name: str) -> Path:
    """Make the project folder of a Medusa, and return it."""
    folder = _project(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(CONFIGURATION, folder)
    for part in ("node_modules", "package.json"):
        (folder / part).symlink_to(installation.folder / part)
    # The variable that disables telemetry still has it start a process that would send.
    preferences = folder / "config" / "medusa" / "config.json"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"telemetry": {"enabled": False}}))
    return folder


def _settings(
    server: Server, database: str, folder: Path, url: str = "http://127.0.0.1"
) -> dict[str, str]:
    """Return the variables for a Medusa in ``folder``; ``medusa-config.js`` reads most of them."""
    return {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "DATABASE_URL": server.url(database),
        "STORE_URL": url,
        "STORE_SECRET": secrets.token_hex(16),
    }


def _wait_until_ready(url: str, pid: int, log: Path) -> None:
    """Wait until Medusa answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.alive(pid):
        if http.answers(f"{url}/health"):
            return
        time.sleep(0.2)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
    raise Failure(f"{tail}\n\nMedusa did not start. The whole log: {log}")


def log_in(url: str) -> str:
    """Return a token of the admin user, good for everything for a day."""
    login = {"email": ADMIN, "password": PASSWORD}
    return http.post(f"{url}/auth/user/emailpass", login)["token"]


def create_key(url: str) -> str:
    """Return a new secret API key of the store at ``url``."""
    wanted = {"title": "medusa_connector", "type": "secret"}
    return http.post(f"{url}/admin/api-keys", wanted, token=log_in(url))["api_key"]["token"]
