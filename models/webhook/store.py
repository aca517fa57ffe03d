from odoo import api, fields, models

from ...webhook.sending import Receiver
from .secret import make_columns


class MedusaWebhookMixin(models.AbstractModel):
    """To whom a store's messages go, and which of them were given up.

    A room that has a receiver lets its own mixin of the store inherit this one, so that `super()`
    leads here, and puts it before the store, as `models/storefront/store.py` does.
    """

    _name = "medusa.webhook.mixin"
    _description = "Receivers of a Medusa Store's Messages"

    webhook_message_ids = fields.One2many(
        "medusa.webhook.message", "backend_id", "Messages to Other Systems", readonly=True
    )
    webhook_failed_count = fields.Integer(
        "Messages Given Up", compute="_compute_webhook_failed_count", compute_sudo=True
    )

    def init(self):
        result = super().init()
        if not self._abstract:
            make_columns(self.env)
        return result

    @api.depends("webhook_message_ids.state")
    def _compute_webhook_failed_count(self):
        groups = self.env["medusa.webhook.message"]._read_group(
            [("backend_id", "in", self.ids), ("state", "=", "failed")], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.webhook_failed_count = counts.get(backend.id, 0)

    # === ACTION METHODS === #

    def action_view_webhook_messages(self):
        """Show what was sent to receivers, first what they didn't take."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_webhook_message_action"
        )
        context = {"search_default_failed": 1} if self.webhook_failed_count else {}
        return dict(action, domain=[("backend_id", "=", self.id)], context=context)

    # === BUSINESS METHODS === #

    @api.model
    def _get_webhook_labels(self):
        """Return {target: what a person calls it}: a room adds its own by `super()`."""
        return {}

    def _get_webhook_targets(self):
        """Return {target: Receiver}: a room adds its own by `super()`, see `_make_receiver`."""
        self.ensure_one()
        return {}

    @api.model
    def _make_receiver(self, address, secret):
        """Return a receiver.

        :param str address: see `webhook.address`, checked by `clean_pattern` when it was entered
        :param str secret: see `models.webhook.secret`
        :rtype: Receiver
        """
        return Receiver(address, secret)

    def _put_webhook(self, target, body):
        """Let a message be sent, once what is done now is committed.

        Nothing is sent here: neither a run nor a person waits. From a copied database, or to a
        target that has no receiver, nothing goes.

        :param str target: see `_get_webhook_labels`
        :param dict body: what JSON can say; it is told to whoever has the address, so no secret
        :return: `medusa.webhook.message`, empty where nothing is sent
        """
        self.ensure_one()
        messages = self.env["medusa.webhook.message"]
        # sudo: whoever does what is told of need not read the receivers.
        if target not in self.sudo()._get_webhook_targets() or not self._is_own_database():
            return messages
        return messages._put(self, target, body)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.webhook.mixin"]
