from odoo import api, fields, models

from ...sync.failures import PERSON, STORE, TYPES, classify
from ..core.retry_mixin import get_waiting_seconds
from ..core.sentence import keep
from ..core.transaction import commit
from ..store.connection import HEALTHY
from .phase import SCOPES


class MedusaGuard(models.AbstractModel):
    """Says whether a store may be pushed to, pauses it when it fails and lets it go on."""

    _name = "medusa.guard"
    _description = "Guard of the Medusa Stores"

    # === MAY A RUN GO ON === #

    @api.model
    def _get_refusal(self, run):
        """Return (failure type, text) why a run may not take its next step, or None.

        It is asked before every step of every run: the database may have been copied since the
        last one, the key taken away, the address changed.
        """
        backend = run.backend_id
        if not backend._is_own_database():
            backend.connection_state = "copied"
            return "configuration", backend._get_connection_text()
        if run.phase and backend.connection_state not in ("unchecked", "other_store"):
            # Without its key, it gets no client.
            return None
        pauses = not SCOPES[run.scope].is_aside
        return self._get_first_refusal(backend, run.trigger, pauses)

    def _get_first_refusal(self, backend, trigger, pauses):
        """Return why nothing may be pushed; the connection is tested if that was long ago.

        :param bool pauses: whether a test that fails holds back what others push
        """
        if not backend._read_api_keys_sudo().get(backend.id):
            return "configuration", keep(self.env)._("The secret API key isn't set.")
        if self._is_paused(backend) and trigger in ("cron", "retry", "soon"):
            return backend.failure_type, backend._get_kept_detail()
        if not self._was_tested_today(backend):
            client = backend._get_client()
            commit(self.env)
            error = backend._test_connection(client)
            if error and not pauses:
                failure = classify(error)
                return failure.type, failure.detail
            if error:
                self._pause(backend, classify(error))
        if backend.connection_state == "other_store":
            return "configuration", backend._get_connection_text()
        if backend.failure_type:
            return backend.failure_type, backend._get_kept_detail()
        return None

    def _was_tested_today(self, backend):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        return (
            backend.connection_state == "ok"
            and backend.connection_checked_at
            and backend.connection_checked_at > yesterday
        )

    # === PAUSES === #

    @api.model
    def _is_paused(self, backend):
        return bool(backend.paused_until and backend.paused_until > fields.Datetime.now())

    @api.model
    def _is_pause_over(self, backend):
        waits = backend.connection_state in ("paused", "failed") and backend.paused_until
        return bool(waits) and not self._is_paused(backend)

    @api.model
    def _pause(self, backend, failure):
        """Pause a store: longer with each failure in a row, or as long as it asked for.

        :param backend: `medusa.backend`
        :param Failure failure: why
        """
        failures = backend.failures + 1
        seconds = get_waiting_seconds(failures, failure.retry_after)
        # What only a person mends is said so. It is tried again as well: a store that restarts
        # refuses keys for some seconds (docs/medusa-api.md#a-right-key-may-be-refused-for-seconds).
        # Of the whole store, a failure that is a product's elsewhere may pass by itself.
        kind = TYPES[failure.type]
        waits = kind.about == STORE and kind.mended_by == PERSON
        backend.write(
            {
                "connection_state": "failed" if waits else "paused",
                "failures": failures,
                "paused_until": fields.Datetime.add(fields.Datetime.now(), seconds=seconds),
                "failure_type": failure.type,
                "failure_detail": failure.detail,
            }
        )
        backend._trigger_queue_sudo(at=backend.paused_until)

    @api.model
    def _resume(self, backend):
        """Let a store go on: a run went through."""
        if backend.failures or backend.connection_state == "paused":
            backend.write({**HEALTHY, "connection_state": "ok"})
