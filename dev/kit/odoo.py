"""Odoo 19: the person's own one, or the one that Debian packages."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import debian
from .install import install_once
from .paths import ADDON, CACHE, CHECKOUT, LOGS, short_hash
from .postgres import Server
from .shell import Failure, stop
from .venv import venv
from .web import serve

# Change the number when the packages below or their treatment change: it makes an installed
# Odoo out of date.
RECIPE = "19-1"
PACKAGES = {
    "odoo-19": "sid",
    # Debian's Odoo links to fonts and scripts in these packages. Without jQuery no page works.
    "libjs-jquery": "sid",
    "libjs-jquery-form": "sid",
    "libjs-underscore": "sid",
    "fonts-montserrat": "sid",
    "fonts-roboto-unhinted": "sid",
    "fonts-inconsolata": "sid",
    # Odoo wants Font Awesome 4.7; later releases of Debian have others, with other file names.
    "fonts-font-awesome": "bookworm",
}
# Debian leaves this script out for its licence. A page that asks for it in vain writes an error
# to the browser's console, which makes every browser test fail.
MISSING_FILES = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)
DATA = CACHE / "data"


@dataclass(frozen=True)
class Odoo:
    """How to start Odoo.

    :param packages: a folder of further Python packages, with addons in ``odoo/addons``
    """

    program: tuple[str, ...]
    source: Path | None = None
    packages: Path | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The variables that Odoo needs on top of the present environment.

        The configuration file comes by a variable too, so that every sub-command of Odoo
        takes its arguments as they are.
        """
        found = {"ODOO_RC": str(_configuration())}
        folders = [str(folder) for folder in (self.source, self.packages) if folder]
        return found | ({"PYTHONPATH": os.pathsep.join(folders)} if folders else {})

    def command(self, *arguments: str) -> list[str]:
        """Return the command that runs Odoo with ``arguments``."""
        if not self.packages:
            return [*self.program, *arguments]
        path = f"--addons-path={_addons()},{self.packages / 'odoo' / 'addons'}"
        return [*self.program, *arguments, path]


def setup() -> Odoo:
    """Return an Odoo 19 that is ready to run; install it first when it is missing."""
    if own := os.environ.get("ODOO_BIN"):
        return _own_odoo(Path(own).expanduser())
    root = install_once(
        CACHE / f"odoo-{RECIPE}", "Downloading and unpacking Odoo 19 (about 150 MB)", _unpack
    )
    python = venv("odoo", "Installing what Odoo needs from Python")
    return Odoo(
        program=(str(python), str(root / "usr/bin/odoo")),
        source=root / "usr/lib/python3/dist-packages",
    )


@contextmanager
def serving(
    odoo: Odoo,
    server: Server,
    database: str,
    port: int,
    *options: str,
    environment: Mapping[str, str],
) -> Iterator[str]:
    """Give the address of an Odoo that serves ``database`` alone; it ends with the block."""
    only = (f"--database={database}", f"--db-filter=^{re.escape(database)}$")
    command = odoo.command(*only, f"--http-port={port}", *options)
    env = {**odoo.environment, **server.environment, **environment}
    url = f"http://127.0.0.1:{port}"
    # Its log-in page needs all modules.
    pid = serve("Odoo", command, f"{url}/web/login", log=LOGS / f"{database}.log", env=env)
    try:
        yield url
    finally:
        stop(pid)


def _addons() -> Path:
    """Return the folder that holds a link to this checkout under the addon's name."""
    return CACHE / "addons" / short_hash(str(CHECKOUT))


def _configuration() -> Path:
    """Return Odoo's configuration file for this checkout, with an addons path that holds it.

    The checkout may have any name, and several checkouts may share one cache: each has an
    addons folder of its own, with a link to itself under the addon's technical name.
    """
    addons = _addons()
    link, file = addons / ADDON, addons.with_suffix(".conf")
    if not (link.is_symlink() and link.resolve() == CHECKOUT):
        addons.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(CHECKOUT)
    options = {"addons_path": addons, "data_dir": DATA, "http_interface": "127.0.0.1"}
    content = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in options.items())
    if not file.exists() or file.read_text() != content:
        file.write_text(content)
    return file


def _own_odoo(program: Path) -> Odoo:
    """Return the Odoo that the person has named in the environment."""
    if not program.is_file():
        raise Failure(f"ODOO_BIN names no file: {program}")
    if python := os.environ.get("ODOO_PYTHON"):
        return Odoo(program=(python, str(program)))
    if not os.access(program, os.X_OK):
        # Not the Python of these tools: that one knows nothing of the person's Odoo.
        return Odoo(program=(shutil.which("python3") or "python3", str(program)))
    # Its first line knows the Python that it was installed for.
    return Odoo(program=(str(program),))


def _unpack(root: Path) -> None:
    """Unpack Debian's Odoo and what it needs into ``root``."""
    debian.unpack(PACKAGES, root)
    addons = root / "usr/lib/python3/dist-packages/odoo/addons"
    for name in MISSING_FILES:
        (addons / name).parent.mkdir(parents=True, exist_ok=True)
        (addons / name).touch()
