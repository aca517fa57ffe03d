"""Debian packages: installed by apt-get, or only unpacked into the cache."""

import os
import re
import shutil
from pathlib import Path

from .install import lock
from .paths import CACHE
from .shell import Failure, output_of, run, step

# In the order in which Odoo looks for them.
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def require_packages(packages: list[str], why: str) -> None:
    """Install Debian packages on this machine, or say how a person does it.

    :param why: what they are needed for, for the person who reads the failure
    :raise Failure: when this is no Debian, or the present user is not root
    """
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if not shutil.which("apt-get"):
        raise Failure(f"{why} is missing. It is in Debian's {' '.join(packages)}; install it.")
    if os.geteuid():
        raise Failure(f"{why} is missing. This mends it:\n    sudo {command}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with lock("apt"), step(f"Installing {why} ({' '.join(packages)})"):
        run(["apt-get", "update"], log="apt-update", env=quiet)
        run([*command.split(), "-y"], log="apt-install", env=quiet)


def require_browser() -> None:
    """Install a Chromium, for Odoo's tours, when there is no browser."""
    if not any(map(shutil.which, BROWSERS)):
        require_packages(["chromium"], "a browser")


def unpack(packages: dict[str, str], folder: Path) -> None:
    """Download Debian packages of other releases and unpack them, without installing them.

    :param packages: the release to take each package from, by its name
    :param folder: what becomes the root folder of the unpacked packages
    """
    work = CACHE / "apt" / folder.name
    downloads = work / "downloads"
    shutil.rmtree(work, ignore_errors=True)
    for needed in (downloads, work / "lists" / "partial", work / "cache" / "archives" / "partial"):
        needed.mkdir(parents=True)
    apt = _private_apt(work, sorted(set(packages.values())))
    run([*apt, "update"], log="apt-update-other")
    wanted = [f"{name}/{release}" for name, release in packages.items()]
    run([*apt, "download", *wanted], log="apt-download", cwd=downloads)
    for package in sorted(downloads.glob("*.deb")):
        run(["dpkg", "-x", package, folder], log="dpkg")
    shutil.rmtree(work)


def _private_apt(work: Path, releases: list[str]) -> list[str]:
    """Return the start of an apt-get command that leaves the machine's own lists alone."""
    sources, mirror = work / "other.list", _mirror()
    signed_by = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    lines = [f"deb {signed_by}{mirror} {release} main\n" for release in releases]
    sources.write_text("".join(lines))
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/nonexistent",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache": work / "cache",
        "Acquire::Languages": "none",
        # The sandbox user of apt may not enter the cache folder, and need not.
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "true",
    }
    return ["apt-get", *(f"--option={key}={value}" for key, value in options.items())]


def _mirror() -> str:
    """Return the address of the Debian archive that this machine uses already.

    :raise Failure: when it uses none
    """
    if shutil.which("apt-get"):
        listed = ["apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)"]
        # Neither Debian's security archive nor that of another project.
        if found := re.search(r"^\S+/debian/$", output_of(listed), re.MULTILINE):
            return found[0]
    raise Failure(
        "Odoo 19 is taken from Debian, and this machine has no Debian package source.\n"
        "Name an Odoo 19 of your own: ODOO_BIN=/path/to/odoo-bin"
    )
