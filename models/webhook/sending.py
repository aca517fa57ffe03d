import logging

from odoo import api, models
from odoo.fields import Domain

from ...webhook.sending import Outcome, send
from ..core.locks import claim
from ..core.transaction import commit, new_env, record

_logger = logging.getLogger(__name__)

# Messages that are looked up at once.
BATCH = 50


class MedusaWebhookMessage(models.Model):
    """Sends messages, each in transactions of its own: none is open while a receiver answers."""

    _inherit = "medusa.webhook.message"

    @api.model
    def _cron_send(self):
        """Send what is due; of a receiver that takes nothing right now, one message only."""
        self._collect()
        crons, silent, tried = self.env["ir.cron"], set(), set()
        while due := self._find_due(silent, tried):
            for message_id, receiver in due:
                tried.add(message_id)
                if receiver not in silent and self._send_one(message_id):
                    silent.add(receiver)
                if not crons._commit_progress(1, remaining=1):
                    return
        crons._commit_progress(remaining=0)

    @api.model
    def _collect(self):
        """Put what happened since the last time into messages: a room's own to extend."""

    def _find_due(self, silent, tried):
        """Return (id, whose it is) of the next messages; no transaction is open afterwards."""
        rest = Domain("id", "not in", list(tried))
        for backend_id, target in silent:
            # However many wait for it, they hold up nobody else's.
            rest &= ~(Domain("backend_id", "=", backend_id) & Domain("target", "=", target))
        due = [(row.id, (row.backend_id.id, row.target)) for row in self._get_due(BATCH, rest)]
        commit(self.env)
        return due

    @api.model
    def _send_one(self, message_id):
        """Send one message, unless another process does.

        :return: whether its receiver takes no message at all right now
        """
        with new_env(self.env) as env, claim(env, "webhook", [message_id]) as claimed:
            message = env[self._name].browse(message_id).exists()
            if not claimed or message.state != "waiting":
                return False
            try:
                outcome = message._try()
            except Exception:
                env.cr.rollback()
                _logger.exception("Message %s can't be sent", message_id)
                outcome = Outcome("internal")
            if outcome:
                record(env, lambda: message._note(outcome))
            return not outcome or outcome.is_down

    def _try(self):
        """Send the message; None where this database sends nothing."""
        backend = self.backend_id
        if not backend._is_own_database():
            return None
        receiver = backend._get_webhook_targets().get(self.target)
        key, body = self.key, self.body
        if not receiver:
            return Outcome("no_address", is_down=True)
        commit(self.env)
        return send(receiver, key, body)
