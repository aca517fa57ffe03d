"""Build the addon's wheel with whool, whatever the name of the checkout.

whool names the wheel after the folder that it is called in, and puts every file of the
repository into it. So it is called in a copy that has the addon's name, and without the files
that only its developers need.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whool import buildapi

ADDON = "medusa_connector"
LEFT_OUT = (".ci/", ".git", "dev/")


class UnsupportedOperation(Exception):
    """Raised for what this backend does not build (the name is of PEP 517)."""


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel, and return its file name."""
    target = Path(wheel_directory).resolve()
    with _addon():
        return buildapi.build_wheel(target, config_settings)


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write what the wheel will say about itself, and return the folder's name."""
    target = Path(metadata_directory).resolve()
    with _addon():
        return buildapi.prepare_metadata_for_build_wheel(target, config_settings)


def build_sdist(sdist_directory, config_settings=None):
    """Refuse: the repository is the source."""
    raise UnsupportedOperation("Build the wheel from a checkout of the repository.")


@contextmanager
def _addon() -> Iterator[None]:
    """Change into a copy of the addon for the length of the block."""
    checkout = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / ADDON
        for name in _files(checkout):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(checkout / name, copy / name)
        os.chdir(copy)
        try:
            yield
        finally:
            os.chdir(checkout)


def _files(checkout: Path) -> list[str]:
    """Return the paths of the addon's files, as git knows them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    names = filter(None, listed.stdout.split("\0"))
    return [name for name in names if not name.startswith(LEFT_OUT) and (checkout / name).exists()]
