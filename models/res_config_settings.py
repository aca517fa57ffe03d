from odoo import api, fields, models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    """The settings of the company's first store; further ones have their own forms."""

    _inherit = "res.config.settings"

    medusa_backend_id = fields.Many2one(related="company_id.medusa_backend_id")
    medusa_url = fields.Char(related="medusa_backend_id.url", readonly=False)
    # Write-only, like the field behind it.
    medusa_api_key = fields.Char(related="medusa_backend_id.api_key", readonly=False)
    medusa_api_key_set = fields.Boolean(related="medusa_backend_id.api_key_set")
    medusa_connection_state = fields.Selection(related="medusa_backend_id.connection_state")
    medusa_connection_message = fields.Text(related="medusa_backend_id.connection_message")
    medusa_product_domain = fields.Char(
        related="medusa_backend_id.product_domain", readonly=False
    )
    medusa_product_count = fields.Integer(related="medusa_backend_id.product_count")
    medusa_status_policy = fields.Selection(
        related="medusa_backend_id.status_policy", readonly=False
    )
    medusa_withdraw_policy = fields.Selection(
        related="medusa_backend_id.withdraw_policy", readonly=False
    )
    medusa_lang = fields.Selection(related="medusa_backend_id.lang", readonly=False)
    medusa_sales_channel_ids = fields.Many2many(
        related="medusa_backend_id.sales_channel_ids", readonly=False
    )
    medusa_shipping_profile_id = fields.Many2one(
        related="medusa_backend_id.shipping_profile_id", readonly=False
    )
    medusa_last_run_id = fields.Many2one(related="medusa_backend_id.last_run_id")
    medusa_last_run_state = fields.Selection(related="medusa_backend_id.last_run_id.state")
    medusa_store_count = fields.Integer(compute="_compute_medusa_store_count")

    @api.depends("company_id")
    def _compute_medusa_store_count(self):
        backends = self.env["medusa.backend"]
        for settings in self:
            settings.medusa_store_count = backends.search_count(
                [("company_id", "=", settings.company_id.id)]
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Make the company's store when its URL is entered for the first time."""
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            if vals.get("medusa_url") and not company.medusa_backend_id:
                self.env["medusa.backend"].create(
                    {
                        "company_id": company.id,
                        "url": vals["medusa_url"],
                        "api_key": vals.get("medusa_api_key"),
                    }
                )
                company.invalidate_recordset(["medusa_backend_id"])
                # What the form shows of a store that wasn't there is no choice of anybody.
                for name in [key for key in vals if key.startswith("medusa_") and not vals[key]]:
                    vals.pop(name)
        return super().create(vals_list)

    # === ACTION METHODS === #

    def action_medusa_test_connection(self):
        """Save what was typed and ask the store who it is."""
        return self._get_medusa_backend().action_test_connection()

    def action_medusa_sync_now(self):
        return self._get_medusa_backend().action_sync_now()

    def action_medusa_open_store(self):
        backend = self._get_medusa_backend()
        return {
            "type": "ir.actions.act_window",
            "res_model": "medusa.backend",
            "res_id": backend.id,
            "view_mode": "form",
        }

    def action_medusa_open_stores(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_backend_action"
        )

    def action_medusa_open_last_run(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "medusa.sync.run",
            "res_id": self.medusa_last_run_id.id,
            "view_mode": "form",
        }

    def _get_medusa_backend(self):
        backend = self.company_id.medusa_backend_id
        if not backend:
            raise UserError(self.env._("Enter the URL and the secret key of the store first."))
        return backend
