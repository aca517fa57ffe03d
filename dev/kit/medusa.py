"""A real Medusa store: installed from npm, started on a free port with a database of its own."""

import ipaddress
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .install import install_once
from .medusa_packages import FILES, Packages, find, pinned
from .paths import CACHE, LOGS
from .postgres import Server
from .shell import Failure, output_of, run, stop
from .venv import venv
from .web import Api, free_port, serve

CONFIGURATION = FILES / "medusa-config.js"
BUILD_ADMIN = FILES / "build-admin.mjs"
HASH_ONCE = FILES / "hash-once.cjs"
ADMIN = "admin@example.com"
PASSWORD = "supersecret"


@dataclass(frozen=True)
class Store:
    """How to reach a Medusa store.

    :param files: the folder of what was uploaded to it; nobody knows that of the person's own
    """

    url: str
    api_key: str
    files: Path | None = None

    def admin(self) -> Api:
        """Return a session of the Admin API."""
        return Api(self.url, auth=(self.api_key, ""))


@dataclass(frozen=True)
class Installation:
    """Medusa's packages, and what it takes to run them."""

    packages: Packages
    folder: Path
    environment: dict[str, str]

    def with_roles(self) -> "Installation | None":
        """Return it with role-based access, None where that may not be used without a licence."""
        about = self.folder / "node_modules/@medusajs/rbac/package.json"
        if not about.exists() or json.loads(about.read_text())["license"] != "MIT":
            return None
        return replace(self, environment=self.environment | {"MEDUSA_FF_RBAC": "true"})

    def quick(self) -> "Installation":
        """Return it without most of what it costs to check keys: for tests, not for measures."""
        return replace(self, environment=self.environment | {"NODE_OPTIONS": f'-r "{HASH_ONCE}"'})

    def admin_pages(self) -> Path:
        """Return the folder of the pages of Medusa's admin; build them first when missing."""

        def fill(folder: Path) -> None:
            # A module's imports are looked for beside it: in the folder of the packages.
            script = shutil.copy(BUILD_ADMIN, self.folder)
            env, log = self.environment, "medusa-admin-build"
            run(["node", script, folder], log=log, cwd=self.folder, env=env)

        folder = CACHE / f"medusa-admin-{self.packages.key(BUILD_ADMIN)}"
        return install_once(folder, "Building the pages of Medusa's admin, once", fill)

    def create_database(self, server: Server, database: str) -> None:
        """Create ``database`` with Medusa's tables and an admin user, as a copy of a template."""

        def fill(name: str) -> None:
            server.create(name)
            self.migrate(server, name)
            user = ("user", "--email", ADMIN, "--password", PASSWORD)
            options = self._make_project(server, name)
            run(self._command(*user), log="medusa-user", **options)
            remove_project(name)

        template = f"medusa-{self.packages.key(CONFIGURATION)}"
        server.make_once(template, "Preparing a database for Medusa, once", fill)
        server.create(database, template)

    def migrate(self, server: Server, database: str) -> None:
        """Give ``database`` the tables of these packages and their flags."""
        options = self._make_project(server, database)
        run(self._command("db:migrate"), log="medusa-migrate", **options)
        remove_project(database)

    def start(
        self, server: Server, database: str, port: int = 0, admin: Path | None = None
    ) -> tuple[str, int]:
        """Start Medusa on ``database``, and return its address and process number.

        :param admin: the folder of Medusa's admin pages, for a store that is to serve them
        """
        port = port or free_port()
        url = f"http://127.0.0.1:{port}"
        options = self._make_project(server, database, url)
        if admin:
            public = options["cwd"] / "public"
            public.mkdir()
            (public / "admin").symlink_to(admin)
        command = self._command("start", "--host", "127.0.0.1", "--port", str(port))
        log = LOGS / f"{database}.log"
        return url, serve("Medusa", command, f"{url}/health", log=log, **options)

    @contextmanager
    def running(self, server: Server, database: str, *options) -> Iterator[str]:
        """Give the address of a Medusa on ``database``, see ``start``; it ends with the block."""
        url, pid = self.start(server, database, *options)
        try:
            yield url
        finally:
            stop(pid)
            remove_project(database)

    def _command(self, *arguments: str) -> list[str]:
        """Return a command of Medusa's own."""
        return ["node", str(self.folder / "node_modules/.bin/medusa"), *arguments]

    def _make_project(
        self, server: Server, database: str, url: str = "http://127.0.0.1"
    ) -> dict[str, Any]:
        """Make a project folder, and return with which options Medusa is run in it."""
        remove_project(database)
        folder = _project(database)
        # The variable that disables telemetry still has it start a process that would send.
        preferences = folder / "config" / "medusa" / "config.json"
        preferences.parent.mkdir(parents=True)
        preferences.write_text(json.dumps({"telemetry": {"enabled": False}}))
        shutil.copy(CONFIGURATION, folder)
        for part in ("node_modules", "package.json"):
            (folder / part).symlink_to(self.folder / part)
        variables = {
            "XDG_CONFIG_HOME": str(folder / "config"),
            # What medusa-config.js reads:
            "DATABASE_URL": server.url(database),
            "STORE_URL": url,
            "STORE_SECRET": secrets.token_hex(16),
        }
        return {"cwd": folder, "env": self.environment | variables}


def _project(name: str) -> Path:
    """Return the folder that Medusa takes for its project, where uploaded files go as well."""
    return CACHE / "run" / name


def remove_project(name: str) -> None:
    """Remove the project folder of a Medusa that has ended."""
    shutil.rmtree(_project(name), ignore_errors=True)


def setup(version: str = "") -> Installation:
    """Return Medusa, ready to run; install it first when it is missing.

    :param version: another one than the pinned, see ``medusa_packages.find``
    """
    environment = _node()
    packages = pinned() if not version else find(version, environment)

    def fill(folder: Path) -> None:
        packages.write(folder)
        # Not "npm ci": it refuses a lock file without the packages of other platforms.
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
        run(["npm", "install", *quiet], log="medusa-npm-install", cwd=folder, env=environment)

    title = f"Installing Medusa {packages.version} from npm (about 700 MB on disk)"
    return Installation(
        packages,
        install_once(CACHE / f"medusa-{packages.key()}", title, fill),
        environment | {"NODE_ENV": "production", "MEDUSA_DISABLE_TELEMETRY": "true"},
    )


def _node() -> dict[str, str]:
    """Return the variables under which ``node`` and ``npm`` are found, and are new enough.

    Medusa wants 20.19 or newer, or 22.12 or newer. Where the machine has none, it is taken from
    the Python package index.
    """
    if shutil.which("npm") and shutil.which("node"):
        version = tuple(map(int, re.findall(r"\d+", output_of(["node", "--version"]))))
        if (20, 19) <= version < (21,) or version >= (22, 12):
            return {}
    folder = venv("node", "Installing Node.js").parent
    return {"PATH": os.pathsep.join([str(folder), os.environ["PATH"]])}


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
    server: Server, database: str, port: int = 0, *, admin: bool = False, quick: bool = False
) -> Iterator[Store]:
    """Give a store with a fresh ``database``, or the person's own where the environment names one.

    :param admin: whether it serves the pages of Medusa's admin
    :param quick: see ``Installation.quick``
    """
    if own := own_store():
        yield own
        return
    with fresh_store(server, database, port, admin=admin, quick=quick) as made:
        yield made


@contextmanager
def fresh_store(
    server: Server, database: str, port: int = 0, *, admin: bool = False, quick: bool = False
) -> Iterator[Store]:
    """Give a store of ours with a fresh ``database``, see ``store``."""
    installation = setup().quick() if quick else setup()
    pages = installation.admin_pages() if admin else None
    with installed_store(installation, server, database, port, pages) as made:
        yield made


@contextmanager
def installed_store(
    installation: Installation, server: Server, database: str, *options
) -> Iterator[Store]:
    """Give a store of any Medusa with a fresh ``database``; for the options see ``start``."""
    installation.create_database(server, database)
    with installation.running(server, database, *options) as url:
        yield Store(url, create_key(url), _project(database) / "static")


def create_key(url: str) -> str:
    """Return a new secret API key of the store at ``url``."""
    login = {"email": ADMIN, "password": PASSWORD}
    token = Api(url).post("/auth/user/emailpass", json=login).json()["token"]
    wanted = {"title": "medusa_connector", "type": "secret"}
    admin = Api(url, headers={"authorization": f"Bearer {token}"})
    return admin.post("/admin/api-keys", json=wanted).json()["api_key"]["token"]
