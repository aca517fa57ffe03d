"""Clear away what killed test runs have left, and the logs of old ones."""

import re
import shutil
import time

from . import cluster, medusa
from .odoo import filestore
from .paths import LOGS
from .postgres import Server
from .process import alive

DAYS_OF_LOGS = 7
OF_A_RUN = re.compile(r"test-[\w-]+-(\d+)$")


def clear(server: Server) -> None:
    """Drop the databases of test runs that are no more, and remove old logs."""
    # On a server that others use too, a number says nothing about their runs.
    if cluster.is_private():
        for database in server.databases():
            if (found := OF_A_RUN.match(database)) and not alive(int(found[1])):
                medusa.stop_leftover(database)
                server.drop(database)
                shutil.rmtree(filestore(database), ignore_errors=True)
    oldest = time.time() - DAYS_OF_LOGS * 24 * 3600
    for log in LOGS.rglob("*"):
        if log.is_file() and log.stat().st_mtime < oldest:
            log.unlink(missing_ok=True)
