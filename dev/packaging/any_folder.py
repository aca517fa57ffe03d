"""Build the addon's wheel with whool, whatever the name of the checkout.

whool names the wheel after the folder that it is called in, and puts every file of the
repository into it. So it is called in a copy that has the addon's name, and without the files
that only its developers need.
"""

import os
import shutil
import tempfile
from pathlib import Path

from whool import buildapi

ADDON = "medusa_connector"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "dev", "build", "dist", "*.egg-info")


class UnsupportedOperation(Exception):
    """Raised for what this backend does not build (the name is of PEP 517)."""


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build the wheel, and return its file name."""
    checkout, target = Path.cwd(), Path(wheel_directory).resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(shutil.copytree(checkout, Path(folder) / ADDON, ignore=LEFT_OUT))
        try:
            return buildapi.build_wheel(target, config_settings)
        finally:
            os.chdir(checkout)


def build_sdist(sdist_directory, config_settings=None):
    """Refuse: the repository is the source."""
    raise UnsupportedOperation("Build the wheel from a checkout of the repository.")
