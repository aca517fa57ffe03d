from odoo import models

TARGET = "alert"


class MedusaWebhookMixin(models.AbstractModel):
    """The receiver of a store's alarms."""

    _inherit = "medusa.webhook.mixin"

    def _get_webhook_labels(self):
        return {**super()._get_webhook_labels(), TARGET: self.env._("Alarms")}

    def _get_webhook_targets(self):
        targets = super()._get_webhook_targets()
        secret = self.alert_webhook_url and self._read_alert_secret_sudo()
        if secret:
            targets[TARGET] = self._make_receiver(self.alert_webhook_url, secret)
        return targets
