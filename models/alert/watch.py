import logging

from odoo import api, fields, models

from ..core.locks import claim
from ..core.transaction import new_env, record
from ..store.connection import NEUTRALIZED
from .kinds import find_alarms
from .reading import HELD, WATCHED, read_facts

_logger = logging.getLogger(__name__)

# Of these a store can't have runs: when they are over, those that were missed aren't missing.
_HOLDING = ("copied", "key_refused", "paused", "guard", "run_failed", "cron_off")


class MedusaWatch(models.AbstractModel):
    """Looks every few minutes whether a store has fallen silent, and tells it.

    It stands beside what it watches: a cron of its own, each store in a transaction of its own. It
    makes no request and never looks at products one by one.
    """

    _name = "medusa.watch"
    _description = "Watch over the Medusa Stores"

    @api.model
    def _cron_watch(self):
        """Watch every store; one store's trouble must not stop the others' watch."""
        # An archived store is looked at once more, so that its alarms close.
        alarming = self.env["medusa.alarm"]._get_open_alarms().backend_id
        for backend_id in (self.env["medusa.backend"].search([]) | alarming).ids:
            try:
                self._watch_store(backend_id)
            except Exception:
                # The store's address for monitors says “late” then.
                _logger.exception("Store %s can't be watched", backend_id)
        self.env["ir.cron"]._commit_progress(0)

    def _watch_store(self, backend_id):
        """Watch one store on a cursor of its own, unless another process just does."""
        with new_env(self.env) as env, claim(env, "watch", [backend_id]) as claimed:
            backend = env["medusa.backend"].browse(backend_id).exists()
            if claimed and backend:
                record(env, lambda: env[self._name]._look(backend))

    @api.model
    def _look(self, backend):
        """Look at a store once; it may be done again after a rollback."""
        pulses = self.env["medusa.alarm.pulse"]
        pulses._beat(backend, WATCHED)
        if not backend.active or (backend.database_uuid or "").startswith(NEUTRALIZED):
            # An archived store, or a copy for trials, is silent on purpose.
            self.env["medusa.alarm"]._update(backend, {}, {})
            return
        facts = read_facts(backend, fields.Datetime.now())
        found, hidden = find_alarms(facts)
        self.env["medusa.alarm"]._update(backend, found, hidden)
        is_held = facts.state == "failed" or any(kind in found for kind in _HOLDING)
        if is_held or not facts.is_scheduled:
            pulses._beat(backend, HELD)

    @api.model
    def _trigger_sudo(self):
        """Let the watch look as soon as this transaction is committed."""
        cron = self.env["ir.cron"]._get_medusa_cron_sudo("watch")
        if cron:
            cron._trigger()
