"""Node.js: the machine's own when it is new enough, else one from the Python package index."""

import os
import shutil
from pathlib import Path

from .paths import DEV
from .shell import version_of
from .venv import venv

REQUIREMENTS = DEV / "requirements-node.txt"


def setup() -> dict[str, str]:
    """Return the variables under which ``node`` and ``npm`` are found, and are new enough."""
    if shutil.which("npm") and _good_enough(version_of(["node", "--version"])):
        return {}
    python = venv("node", "Installing Node.js", REQUIREMENTS)
    return {"PATH": os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])}


def _good_enough(version: tuple[int, ...]) -> bool:
    """Tell whether Medusa runs on this version: 20.19 or newer, or 22.12 or newer."""
    return (20, 19) <= version < (21,) or version >= (22, 12)
