"""Run programs, and tell the person in front of the terminal what takes so long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .paths import LOGS

Command = Sequence["str | Path"]
PATIENCE = 15  # seconds that a program has to end by itself


class Failure(Exception):
    """Something that a person can mend: its text is all that is shown."""


@contextmanager
def reporting() -> Iterator[None]:
    """End this program when the block fails by something that a person can mend."""
    try:
        yield
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        sys.exit(1)


def say(text: str) -> None:
    """Print one line at once, whether or not the output is a terminal."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print a progress line, and the seconds it took when it is over."""
    say(f"[ .. ] {title}")
    start = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"[fail] {title} ({time.monotonic() - start:.0f} s)")
        raise
    say(f"[ ok ] {title} ({time.monotonic() - start:.0f} s)")


def start(
    command: Command, *, log: Path | int, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen:
    """Start ``command`` in a session of its own, without a keyboard.

    :param log: the file for its output, which is written anew, or ``subprocess.PIPE``
    :param env: variables that are set on top of the present environment
    :param options: as for ``Popen``
    """
    wanted = {"stdin": subprocess.DEVNULL, "stderr": subprocess.STDOUT, **options}
    wanted |= {"env": {**os.environ, **(env or {})}, "start_new_session": True}
    words = [str(part) for part in command]
    if isinstance(log, int):
        return subprocess.Popen(words, stdout=log, **wanted)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        return subprocess.Popen(words, stdout=output, **wanted)


def alive(pid: int) -> bool:
    """Tell whether there is a process with this number."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)  # a child of ours that has ended would count as alive
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop(pid: int, patience: float = PATIENCE) -> None:
    """End the process ``pid`` that ``start`` has started, and all that it has started itself.

    :param patience: seconds that it has to end by itself
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(pid, number)
        end = time.monotonic() + patience
        while alive(pid) and time.monotonic() < end:
            time.sleep(0.05)
    # The second signal also ends the children that outlived their parent.


def run(command: Command, *, log: str, user: str | None = None, **options: Any) -> None:
    """Run ``command`` to its end; end all that it has started when interrupted.

    :param log: name of its log file, without folder and extension
    :param user: name of the user to become, when the present one is root
    :raise Failure: with the end of the log, when the command fails
    """
    file = LOGS / f"{log}.log"
    if user:
        options |= {"user": user, "group": user, "extra_groups": []}
    process = start(command, log=file, **options)
    try:
        code = process.wait()
    except BaseException:
        stop(process.pid)
        raise
    if code:
        failed = f"This failed: {' '.join(str(part) for part in command)}"
        raise Failure(f"{tail(file)}\n\n{failed}\nThe whole log: {file}")


def tail(log: Path) -> str:
    """Return the end of a log file."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:])


def output_of(command: Command, env: Mapping[str, str] | None = None, **options: Any) -> str:
    """Return what ``command`` prints, without the white space around it.

    :raise Failure: with all that it prints, when it fails
    """
    process = start(
        command, log=subprocess.PIPE, env=env, stderr=subprocess.PIPE, text=True, **options
    )
    try:
        output, errors = process.communicate()
    except BaseException:
        stop(process.pid)
        raise
    if process.returncode:
        failed = f"This failed: {' '.join(str(part) for part in command)}"
        raise Failure(f"{output}{errors}\n{failed}".strip())
    return output.strip()
