"""Which Medusa is installed: the pinned one, the oldest that the addon takes, any that npm has."""

import json
import re
import runpy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .paths import CHECKOUT, DEV, short_hash
from .shell import Failure, output_of

FILES = DEV / "medusa"
MAIN = "@medusajs/medusa"
NUMBER = re.compile(r"\d+\.\d+\.\d+(-[\w.-]+)?")


@dataclass(frozen=True)
class Packages:
    """What npm is to install.

    :param manifest: text of package.json
    :param lock: text of package-lock.json; without it npm takes the newest that fits
    """

    manifest: str
    lock: str = ""

    @property
    def version(self) -> str:
        """Medusa's version."""
        return json.loads(self.manifest)["dependencies"][MAIN]

    def key(self, *files: Path) -> str:
        """Return a short name for these packages, and for what ``files`` make of them."""
        texts = [self.manifest, self.lock, *(file.read_text() for file in files)]
        return short_hash("\0".join(texts))

    def write(self, folder: Path) -> None:
        """Put into ``folder`` what npm reads."""
        (folder / "package.json").write_text(self.manifest)
        if self.lock:
            (folder / "package-lock.json").write_text(self.lock)


def pinned() -> Packages:
    """Return the packages that the addon is developed on: the newest Medusa that is known."""
    names = ("package.json", "package-lock.json")
    return Packages(*((FILES / name).read_text() for name in names))


def minimum() -> str:
    """Return the version of the oldest Medusa that the addon takes, as the addon says it."""
    # The file alone: its package needs Odoo.
    return runpy.run_path(str(CHECKOUT / "medusa" / "versions.py"))["MINIMUM"]


def find(version: str, environment: Mapping[str, str]) -> Packages:
    """Return the packages of any Medusa.

    :param version: a number, ``minimum``, or a tag of npm's as ``latest``
    :param environment: variables under which ``npm`` is found
    :raise Failure: npm knows no such Medusa
    """
    if version == "minimum":
        version = minimum()
    if not NUMBER.fullmatch(version):
        version = output_of(["npm", "view", f"{MAIN}@{version}", "version"], env=environment)
        if not NUMBER.fullmatch(version):
            raise Failure(f"npm names no Medusa of this kind: {version or 'nothing'}")
    newest = pinned()
    if version == newest.version:
        return newest
    manifest = json.loads(newest.manifest)
    manifest["dependencies"] = dict.fromkeys(manifest["dependencies"], version)
    lock = FILES / f"package-lock-{version}.json"
    text = json.dumps(manifest, indent=2) + "\n"
    return Packages(text, lock.read_text() if lock.exists() else "")
