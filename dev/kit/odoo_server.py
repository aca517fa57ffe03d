"""An Odoo that serves beside this program, with workers for scheduled jobs."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import http, process
from .odoo import Odoo
from .paths import LOGS
from .postgres import Server
from .shell import Failure, step

PATIENCE = 120  # seconds until a start counts as failed, on a slow and busy machine
# A job whose time was moved is looked at at once, not at the next of the rounds a minute apart.
NOTIFY = {"ODOO_NOTIFY_CRON_CHANGES": "1"}


@contextmanager
def served(odoo: Odoo, server: Server, database: str, port: int) -> Iterator[str]:
    """Give the address of an Odoo that serves ``database`` alone; it ends with the block."""
    url = f"http://127.0.0.1:{port}"
    log = LOGS / f"{database}.log"
    log.unlink(missing_ok=True)
    command = odoo.command(
        f"--database={database}",
        f"--db-filter=^{re.escape(database)}$",
        "--no-database-list",
        f"--http-port={port}",
        "--workers=0",
        "--max-cron-threads=2",
    )
    with step("Starting Odoo"):
        pid = process.start(command, log, odoo.environment | server.environment | NOTIFY)
        try:
            _wait_until_ready(url, pid, log)
        except BaseException:
            process.stop(pid)
            raise
    try:
        yield url
    finally:
        process.stop(pid)


def _wait_until_ready(url: str, pid: int, log: Path) -> None:
    """Wait until Odoo has loaded its modules, which its log-in page needs."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.alive(pid):
        if http.answers(f"{url}/web/login"):
            return
        time.sleep(0.2)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
    raise Failure(f"{tail}\n\nOdoo did not start. The whole log: {log}")
