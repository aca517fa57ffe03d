"""Servers of this machine: started, waited for, and asked."""

import random
import socket
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests

from .paths import CACHE
from .shell import Command, Failure, alive, start, step, stop, tail

TIMEOUT = 120
PAGE = 100  # rows of a list
# None that the system gives to who connects somewhere: until the server starts, it would be taken.
PORTS = range(10000, 30000)
PATIENCE = 180  # seconds until a start counts as failed, on a slow and busy machine


class Api(requests.Session):
    """Requests to one server, each of which succeeds or is a ``Failure`` with its own words."""

    def __init__(self, url: str, **options: Any) -> None:
        """Use the address ``url``.

        :param options: other attributes of the session, as ``auth``
        """
        super().__init__()
        self.url = url
        self.trust_env = False  # a proxy has no business with an address of this machine
        for name, value in options.items():
            setattr(self, name, value)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """Return the answer to a request; an address that begins with a slash is the server's."""
        address = self.url + url if url.startswith("/") else url
        try:
            answer = super().request(method, address, **{"timeout": TIMEOUT, **options})
        except requests.RequestException as error:
            raise Failure(f"{address}: {error}") from error
        if not answer.ok:
            raise Failure(f"{address} answers {answer.status_code}: {answer.text}")
        return answer

    def rows(self, path: str, query: str = "", **options: Any) -> list[dict[str, Any]]:
        """Return all rows of one of Medusa's lists, page by page; its path tells their name."""
        key, rows = path.rpartition("/")[2].replace("-", "_"), []
        while True:
            url = f"{path}?limit={PAGE}&offset={len(rows)}&{query}"
            page = self.get(url, **options).json()
            rows += page[key]
            if len(rows) >= page["count"] or not page[key]:
                return rows


def answers(url: str) -> bool:
    """Tell whether a GET of ``url`` is answered, and with success."""
    with suppress(Failure):
        return Api(url).get(url, timeout=30).ok
    return False


def free_port(usual: int = 0) -> int:
    """Return ``usual`` when nothing listens there, else a port that is free."""
    with socket.socket() as probe:
        probe.settimeout(1)
        if usual and probe.connect_ex(("127.0.0.1", usual)):
            return usual
    while not _is_free(port := random.choice(PORTS)):
        pass
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def serve(name: str, command: Command, url: str, *, log: Path, **options: Any) -> int:
    """Start a server, and return its process number when ``url`` answers.

    :param options: as for ``start``
    :raise Failure: with the end of its log, when it does not
    """
    with step(f"Starting {name}"):
        pid = start(command, log=log, **options).pid
        log.with_suffix(".pid").write_text(str(pid))
        try:
            ready = _wait(url, pid)
        except BaseException:
            stop(pid)
            raise
        if not ready:
            stop(pid)
            raise Failure(f"{tail(log)}\n\n{name} did not start. The whole log: {log}")
    return pid


def stop_leftover(log: Path) -> None:
    """Stop the server with this log whose starter was killed."""
    file = log.with_suffix(".pid")
    if file.exists() and belongs_here(int(file.read_text())):
        stop(int(file.read_text()))
    file.unlink(missing_ok=True)


def belongs_here(pid: int) -> bool:
    """Tell whether a process was started from the cache, for its number may be another's by now."""
    command = Path(f"/proc/{pid}/cmdline")
    return command.exists() and str(CACHE).encode() in command.read_bytes()


def _wait(url: str, pid: int) -> bool:
    """Wait until ``url`` answers, and tell whether it does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and alive(pid):
        if answers(url):
            return True
        time.sleep(0.2)
    return False
