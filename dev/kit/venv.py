"""Virtual environments with pinned packages."""

import sys
from pathlib import Path

from .debian import require_packages
from .install import install_once
from .paths import CACHE, files_hash
from .shell import run


def venv(name: str, title: str, requirements: Path) -> Path:
    """Return the Python of a virtual environment that holds ``requirements``.

    It is made anew when the requirements or the Python that it was made with change.
    """
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    folder = CACHE / f"venv-{name}-py{python}-{files_hash(requirements)}"
    install_once(folder, title, lambda target: _fill(target, requirements))
    return folder / "bin" / "python"


def _fill(folder: Path, requirements: Path) -> None:
    """Make a virtual environment and install ``requirements`` into it."""
    try:
        import ensurepip  # noqa: F401, PLC0415 (Debian has it in a package of its own)
    except ImportError:
        require_packages(["python3-venv"], "Python's venv module")
    run([sys.executable, "-m", "venv", folder], log=f"{folder.name}-make")
    pip = [folder / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", "--requirement", requirements], log=f"{folder.name}-pip")
