from odoo import api, models


class MedusaOverviewMixin(models.AbstractModel):
    """What the card of a store says in the overview."""

    _name = "medusa.overview.mixin"
    _description = "Overview of a Medusa Store"

    # === ACTION METHODS === #

    @api.model
    def action_connect(self):
        """Open where a store is connected: the settings, for who may open them, or a new form."""
        if self.env.user.has_group("base.group_system"):
            return self.env["ir.actions.act_window"]._for_xml_id(
                "medusa_connector.res_config_settings_action"
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_backend_action"
        )
        return dict(action, views=[(False, "form")])


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.overview.mixin"]
