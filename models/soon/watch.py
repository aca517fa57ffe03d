"""A thread that looks for changes between two calls of the cron.

Odoo's scheduler looks once a minute whether a cron is due. The thread asks the database every few
seconds, with the queries of `medusa.change.notice`, and calls for the cron when there is work. It
holds no connection meanwhile and takes no place of another cron. It lives in the process of the
scheduler, for as long as the cron's calls there keep it alive; where that process is killed, the
next call in another one begins a new thread, and what was noticed is in the database.
"""

import logging
import threading
import time

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)

# Seconds between two looks, and for how long one call of the cron keeps them going on.
PAUSE = 3.0
GOES_ON = 150.0

_lock = threading.Lock()
# {database: until when (monotonic) its thread looks}
_watched = {}


def keep_watching(database):
    """Let changes be looked for in this process for a while longer."""
    if odoo.tools.config["test_enable"]:
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
        while _goes_on(database):
            time.sleep(PAUSE)
            look(database)
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
    """Look once; call for the cron if there is something to push."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        if env["medusa.queue"]._look_for_changes():
            cron = env["ir.cron"]._get_medusa_cron_sudo("soon")
            # It is called again by what called for it while it was at work.
            if not env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)], limit=1):
                cron._trigger()
