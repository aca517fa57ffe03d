"""A thread that looks for changes between two calls of the cron.

Odoo's scheduler looks once a minute whether a cron is due. The thread asks the database every few
seconds, with the queries of `medusa.change.notice`, and calls for the cron when there is work. It
holds no connection meanwhile and takes no place of another cron. It lives in the process of the
scheduler, for as long as the cron's calls there keep it alive; where that process is killed, the
next call in another one begins a new thread, and what was noticed is in the database. A server
of one process begins with it: its scheduler sleeps for the first minute.
"""

import logging
import threading
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service import server
from odoo.tools import config

_logger = logging.getLogger(__name__)

# Seconds between two looks, and for how long one call of the cron keeps them going on: where
# several processes take the calls in turns, each of them looks.
PAUSE = 3.0
GOES_ON = 600.0

_lock = threading.Lock()
# {database: until when (monotonic) its thread looks}
_watched = {}


def begin_with_server(database):
    """Let changes be looked for from the start on, where this process is all of the server."""
    is_whole = isinstance(server.server, server.ThreadedServer)
    if is_whole and config["max_cron_threads"] and not config["stop_after_init"]:
        keep_watching(database)


def keep_watching(database):
    """Let changes be looked for in this process for a while longer."""
    if config["test_enable"]:
        # A test looks by itself: the thread would not see its transaction.
        return
    with _lock:
        is_new = database not in _watched
        _watched[database] = time.monotonic() + GOES_ON
    if is_new:
        name = f"medusa-soon-{database}"
        threading.Thread(target=_watch, args=(database,), name=name, daemon=True).start()


def _watch(database):
    try:
        time.sleep(PAUSE)
        while _goes_on(database) and look(database):
            time.sleep(PAUSE)
    except Exception:
        # The next call of the cron begins anew.
        _logger.warning("%s: changes are looked for once a minute", database, exc_info=True)
    finally:
        with _lock:
            _watched.pop(database, None)


def _goes_on(database):
    with _lock:
        return time.monotonic() < _watched[database]


def look(database):
    """Look once; call for the cron if there is something to push.

    :return: whether any store wants it
    """
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        queue, cron = env["medusa.queue"], env["ir.cron"]._get_medusa_cron_sudo("soon")
        if not queue._get_soon_stores() or not cron.active:
            return False
        if queue._look_for_changes():
            if env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)], limit=1):
                # It was called for by a process that was killed, perhaps, and nobody has heard it.
                env["ir.cron"]._notifydb()
            else:
                cron._trigger()
        return True
