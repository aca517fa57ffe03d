"""Programs that run beside this one."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from .shell import Command

PATIENCE = 15  # seconds that a program has to end by itself


def free_port() -> int:
    """Return a port that the operating system says is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_port_like(usual: int) -> int:
    """Return ``usual`` when nothing listens there, else a free port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = probe.connect_ex(("127.0.0.1", usual)) == 0
    return free_port() if taken else usual


def start(command: Command, log: Path, env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Start ``command`` in a session of its own, with its output in the file ``log``.

    :return: its process number
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
            cwd=cwd,
            start_new_session=True,
        ).pid


def alive(pid: int) -> bool:
    """Tell whether there is a process with this number."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours that has ended would count as alive
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop(pid: int) -> None:
    """End the process ``pid`` that ``start`` has started, and all that it has started itself."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(pid, number)
        end = time.monotonic() + PATIENCE
        while alive(pid) and time.monotonic() < end:
            time.sleep(0.05)
    # The second signal also ends the children that outlived their parent.
