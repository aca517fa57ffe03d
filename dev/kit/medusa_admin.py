"""The pages of Medusa's admin, for a store that a person looks at."""

import shutil
from pathlib import Path

from .install import install_once
from .medusa import FILES, PACKAGES, Installation
from .paths import CACHE, files_hash
from .shell import run

SCRIPT = FILES / "build-admin.mjs"


def setup(installation: Installation) -> Path:
    """Return the folder of the admin's pages; build them first when they are missing."""

    def fill(folder: Path) -> None:
        # A module's imports are looked for beside it: in the folder of the packages.
        script = installation.folder / SCRIPT.name
        shutil.copy(SCRIPT, script)
        command = ["node", script, folder]
        env = installation.environment
        run(command, log="medusa-admin-build", cwd=installation.folder, env=env)

    folder = CACHE / f"medusa-admin-{files_hash(*PACKAGES, SCRIPT)}"
    return install_once(folder, "Building the pages of Medusa's admin, once", fill)
