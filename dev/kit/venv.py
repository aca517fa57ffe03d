"""Virtual environments with pinned packages."""

import os
import sys
from pathlib import Path

from .debian import require_packages
from .install import install_once
from .paths import CACHE, DEV, files_hash
from .shell import reporting, run


def venv(name: str, title: str) -> Path:
    """Return the Python of a virtual environment that holds ``requirements-NAME.txt``.

    It is made anew when the requirements or the Python that it was made with change.
    """
    requirements = DEV / f"requirements-{name}.txt"

    def fill(folder: Path) -> None:
        try:
            import ensurepip  # noqa: F401, PLC0415 (Debian has it in a package of its own)
        except ImportError:
            require_packages(["python3-venv"], "Python's venv module")
        run([sys.executable, "-m", "venv", folder], log=f"{folder.name}-make")
        pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
        run([*pip, "install", "--requirement", requirements], log=f"{folder.name}-pip")

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = CACHE / f"venv-{name}-py{python}-{files_hash(requirements)}"
    return install_once(folder, title, fill) / "bin" / "python"


def enter_tools() -> None:
    """Start this program anew in the Python that has the developer's tools."""
    with reporting():
        python = venv("tools", "Installing the developer's tools")
    if Path(sys.prefix) != python.parents[1]:
        os.execv(python, [str(python), *sys.argv])
