"""Install a folder once, even when two set-ups run at once or one is interrupted."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .paths import CACHE
from .shell import step

STAMP = ".complete"


@contextmanager
def lock(name: str, how: int = fcntl.LOCK_EX) -> Iterator[IO]:
    """Wait until no other process is in this block under the same ``name``.

    :param how: as for ``flock``, which takes the lock that the block is given as well
    """
    folder = CACHE / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as handle:
        fcntl.flock(handle, how)
        yield handle


def install_once(folder: Path, title: str, fill: Callable[[Path], None]) -> Path:
    """Fill ``folder`` by ``fill``, unless that is done already.

    The name of the folder has to change with what belongs into it. A stamp is written when
    all of it is there: a folder without stamp is the rest of an interrupted run, and is made
    anew.

    :return: the folder
    """
    stamp = folder / STAMP
    if stamp.exists():
        return folder
    with lock(f"install-{folder.name}"):
        if not stamp.exists():
            with step(title):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                fill(folder)
                stamp.touch()
    return folder
