"""Where things are: the checkout and the cache folder outside of it."""

import hashlib
import os
from pathlib import Path

ADDON = "medusa_connector"
CHECKOUT = Path(__file__).resolve().parents[2]
DEV = CHECKOUT / "dev"


def _cache_folder() -> Path:
    """Return the folder for everything that is downloaded, installed or written by a run."""
    if own := os.environ.get("MEDUSA_CONNECTOR_CACHE"):
        return Path(own).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).expanduser().resolve() / ADDON


CACHE = _cache_folder()
LOGS = CACHE / "logs"


def short_hash(text: str) -> str:
    """Return a short name for ``text`` that is the same in every run."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def files_hash(*files: Path) -> str:
    """Return a short name for the content of ``files``."""
    return short_hash("\0".join(file.read_text() for file in files))
