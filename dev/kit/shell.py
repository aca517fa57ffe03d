"""Run commands, and tell the person in front of the terminal what takes so long."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .paths import LOGS

Command = Sequence["str | Path"]


class Failure(Exception):
    """Something that a person can mend: its text is all that is shown."""


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


def run(
    command: Command,
    *,
    log: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
) -> None:
    """Run ``command`` with its output in the log file ``log``.

    :param log: name of the log file, without folder and extension
    :param env: variables that are set on top of the present environment
    :param user: name of the user to become, when the present one is root
    :raise Failure: with the end of the log, when the command fails
    """
    log_file = LOGS / f"{log}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("w") as output:
        code = _run_to_end(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    if code:
        tail = "\n".join(log_file.read_text(errors="replace").splitlines()[-25:])
        words = " ".join(str(part) for part in command)
        raise Failure(f"{tail}\n\nThis failed: {words}\nThe whole log: {log_file}")


def _run_to_end(command: list[str], **options: Any) -> int:
    """Run ``command`` and return its exit code; end all that it has started when interrupted."""
    with subprocess.Popen(command, start_new_session=True, **options) as process:
        try:
            return process.wait()
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise


def output_of(command: Command, *, env: Mapping[str, str] | None = None) -> str:
    """Return what ``command`` prints, without the white space around it.

    :raise Failure: when it fails
    """
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        check=False,
    )
    if done.returncode:
        words = " ".join(str(part) for part in command)
        raise Failure(f"{done.stderr.strip()}\nThis failed: {words}")
    return done.stdout.strip()


def version_of(command: Command) -> tuple[int, ...]:
    """Return the first version number that ``command`` prints, ``()`` when it does not run."""
    try:
        printed = output_of(command)
    except (Failure, OSError):
        return ()
    found = re.search(r"\d+(\.\d+)+", printed)
    return tuple(int(part) for part in found.group().split(".")) if found else ()
