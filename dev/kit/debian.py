"""Debian packages: installed by apt-get, or only unpacked into the cache."""

import os
import re
import shutil
from pathlib import Path

from .install import lock
from .paths import CACHE
from .shell import Failure, run, step

SOURCES = Path("/etc/apt")


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
    options = {
        "Dir::Etc::sourcelist": _sources_of(releases, work / "other.sources"),
        "Dir::Etc::sourceparts": "/nonexistent",
        "Dir::State::Lists": work / "lists",
        "Dir::Cache": work / "cache",
        "Acquire::Languages": "none",
        # The sandbox user of apt may not enter the cache folder, and need not.
        "APT::Sandbox::User": "root",
        "Debug::NoLocking": "true",
    }
    return ["apt-get", *(f"--option={key}={value}" for key, value in options.items())]


def _sources_of(releases: list[str], target: Path) -> Path:
    """Write apt sources for ``releases`` that use the mirror this machine uses already."""
    mirror, signed_by = _mirror()
    lines = ["Types: deb", f"URIs: {mirror}", f"Suites: {' '.join(releases)}", "Components: main"]
    if signed_by:
        lines.append(f"Signed-By: {signed_by}")
    target.write_text("\n".join(lines) + "\n")
    return target


def _mirror() -> tuple[str, str]:
    """Return the address of the machine's Debian mirror, and the keyring that it is signed by."""
    for file in sorted(SOURCES.glob("sources.list.d/*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            fields = dict(re.findall(r"^([\w-]+):[ \t]*(.+)$", stanza, re.MULTILINE))
            if _is_debian(fields.get("URIs", "")):
                return fields["URIs"].split()[0], fields.get("Signed-By", "").strip()
    for file in (SOURCES / "sources.list", *sorted(SOURCES.glob("sources.list.d/*.list"))):
        lines = file.read_text() if file.exists() else ""
        for options, address in re.findall(r"^deb\s+(\[.*?\])?\s*(\S+)", lines, re.MULTILINE):
            if _is_debian(address):
                signed_by = re.search(r"signed-by=([^\s\]]+)", options)
                return address, signed_by.group(1) if signed_by else ""
    raise Failure(
        "Odoo 19 is taken from Debian, and this machine has no Debian package source.\n"
        "Name an Odoo 19 of your own: ODOO_BIN=/path/to/odoo-bin"
    )


def _is_debian(address: str) -> bool:
    """Tell Debian's own archive from its security archive and from other projects' archives."""
    return bool(re.search(r"/debian/?(\s|$)", address))
