"""Who acts on the catalogue at once: two workers that get killed, a person, an editor.

Each is a process of its own that is forked from this one, with its own connections and its own
decisions by the seed.
"""

import logging
import os
import signal
import time
from pathlib import Path
from random import Random

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from odoo.addons.medusa_connector.models.core import retry_mixin

from .editor import edit
from .person import press
from .worker import work

_logger = logging.getLogger(__name__)

# (seconds, at least and at most)
BETWEEN_KILLS = (1.5, 7.0)
BETWEEN_EDITS = (0.2, 1.2)
BETWEEN_PRESSES = (0.5, 2.5)
# Minutes until what failed is tried again, the first time and at the most.
FIRST_RETRY, LONGEST_RETRY = 0.03, 0.2
WORKERS = ("worker one", "worker two")


def act(env, seed, seconds, told):
    """Let all of them act for so long; return when workers were killed.

    :param told: the file in which each says what it does
    """
    database = env.cr.dbname
    env.cr.commit()
    retry_mixin.RETRY_FIRST_MINUTES = FIRST_RETRY
    retry_mixin.RETRY_LONGEST_MINUTES = LONGEST_RETRY
    jobs = {
        **{name: (lambda name=name: work(database, Random(f"{seed}-{name}"))) for name in WORKERS},
        "person": lambda: _repeat(database, Random(f"{seed}-person"), press, BETWEEN_PRESSES, told),
        "editor": lambda: _repeat(database, Random(f"{seed}-editor"), edit, BETWEEN_EDITS, told),
    }
    random, end = Random(f"{seed}-kills"), time.monotonic() + seconds
    children = {name: _fork(job) for name, job in jobs.items()}
    kills = []
    while time.monotonic() < end:
        time.sleep(min(random.uniform(*BETWEEN_KILLS), max(end - time.monotonic(), 0)))
        name = random.choice(WORKERS)
        kills.append(time.time())
        _kill(children[name])
        children[name] = _fork(jobs[name])
    for pid in children.values():
        _kill(pid)
    return {"kills": kills, "end": time.time()}


def _fork(job):
    """Return the number of a new process that does ``job`` until it is killed."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _leave_connections()
    try:
        job()
    finally:
        # Nothing of the parent's is cleaned up here.
        os._exit(1)


def _leave_connections():
    """Leave the parent's connections to it: whatever is written to them here goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for connection in sql_db._Pool._connections:
        os.dup2(nowhere, connection.fileno())
    sql_db._Pool = None


def _kill(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _repeat(database, random, act_once, between, told):
    """Act in a transaction of its own again and again, as a request of a user does."""
    while True:
        time.sleep(random.uniform(*between))
        registry = Registry(database).check_signaling()
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            try:
                text = retrying(lambda env=env: act_once(env, random), env)
            except Exception as error:  # noqa: BLE001 what a person would see
                cr.rollback()
                _logger.exception("%s failed", act_once.__name__)
                text = f"FAILED {act_once.__name__}: {type(error).__name__}: {error}"
        with Path(told).open("a") as file:
            file.write(f"{time.time():.3f} {act_once.__name__}: {text}\n")
