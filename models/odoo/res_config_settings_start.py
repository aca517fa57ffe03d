from odoo import api, fields, models

from ..store.hints import get_address_hint, get_key_hint


class ResConfigSettings(models.TransientModel):  # pylint: disable=no-wizard-in-models
    """How far the company's store is from being live, and what is to be known of its key."""

    _inherit = "res.config.settings"

    medusa_stage = fields.Selection(related="company_id.medusa_backend_id.stage")
    medusa_start_done = fields.Char(related="company_id.medusa_backend_id.start_done")
    medusa_start_warning = fields.Text(related="company_id.medusa_backend_id.start_warning")
    medusa_new_key_set = fields.Boolean(related="company_id.medusa_backend_id.new_key_set")
    medusa_new_key_message = fields.Text(related="company_id.medusa_backend_id.new_key_message")
    medusa_connection_hint = fields.Text(compute="_compute_medusa_connection_hint")

    @api.depends("medusa_url", "medusa_api_key")
    def _compute_medusa_connection_hint(self):
        for settings in self:
            hints = (
                get_address_hint(self.env, settings.medusa_url),
                get_key_hint(self.env, settings.medusa_api_key),
            )
            settings.medusa_connection_hint = "\n".join(hint for hint in hints if hint) or False

    # === ACTION METHODS === #

    def action_medusa_use_new_key(self):
        """Let the key that waits replace the present one, whatever its test said."""
        return self._get_medusa_backend().action_use_new_key()

    def action_medusa_drop_new_key(self):
        """Forget the key that waits."""
        return self._get_medusa_backend().action_drop_new_key()

    def action_medusa_go_live(self):
        """Save what was typed, and ask with all that will happen."""
        return self._save_and_tell("action_go_live")
