from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..stock.schedule import has_stock_pusher


class ResConfigSettings(models.TransientModel):
    """Whether the company's store counts stock, and how often it is pushed."""

    _inherit = "res.config.settings"

    medusa_push_stock = fields.Boolean(
        related="company_id.medusa_backend_id.push_stock", readonly=False
    )
    medusa_stock_quantity_type = fields.Selection(
        related="company_id.medusa_backend_id.stock_quantity_type", readonly=False
    )
    medusa_stock_safety_quantity = fields.Float(
        related="company_id.medusa_backend_id.stock_safety_quantity", readonly=False
    )
    medusa_stock_backorder = fields.Boolean(
        related="company_id.medusa_backend_id.stock_backorder", readonly=False
    )
    medusa_stock_orders = fields.Selection(
        related="company_id.medusa_backend_id.stock_orders", readonly=False
    )
    medusa_stock_problem = fields.Text(related="company_id.medusa_backend_id.stock_problem")
    # The cron of all stores, without developer mode
    medusa_stock_schedule = fields.Boolean(
        "Push the Stock by Schedule",
        compute="_compute_medusa_stock_schedule",
        inverse="_inverse_medusa_stock_schedule",
        readonly=False,
    )
    medusa_stock_interval_number = fields.Integer(
        "Every (Stock)",
        compute="_compute_medusa_stock_interval",
        inverse="_inverse_medusa_stock_interval",
        readonly=False,
    )
    medusa_stock_interval_type = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days")],
        "Unit (Stock)",
        compute="_compute_medusa_stock_interval",
        inverse="_inverse_medusa_stock_interval",
        readonly=False,
    )

    @api.depends("company_id")
    def _compute_medusa_stock_schedule(self):
        # It sleeps as well while no store pushes stock: nobody chose that.
        self.medusa_stock_schedule = (
            self._get_medusa_stock_cron_sudo().active or not has_stock_pusher(self.env)
        )

    def _inverse_medusa_stock_schedule(self):
        for settings in self:
            needed = has_stock_pusher(self.env)
            settings._write_medusa_stock_cron(active=settings.medusa_stock_schedule and needed)

    @api.depends("company_id")
    def _compute_medusa_stock_interval(self):
        cron = self._get_medusa_stock_cron_sudo()
        units = dict(self._fields["medusa_stock_interval_type"].selection)
        self.medusa_stock_interval_number = cron.interval_number
        self.medusa_stock_interval_type = (
            cron.interval_type if cron.interval_type in units else False
        )

    def _inverse_medusa_stock_interval(self):
        for settings in self:
            settings._check_medusa_interval(settings.medusa_stock_interval_number)
            vals = {"interval_number": max(settings.medusa_stock_interval_number, 1)}
            if settings.medusa_stock_interval_type:
                vals["interval_type"] = settings.medusa_stock_interval_type
            settings._write_medusa_stock_cron(**vals)

    def _write_medusa_stock_cron(self, **vals):
        cron = self._get_medusa_stock_cron_sudo()
        if not any(cron[key] != value for key, value in vals.items() if cron):
            return
        if not self.env["medusa.backend"].has_access("write"):
            raise AccessError(self.env._("Only a Medusa manager changes when the stock is pushed."))
        self._check_medusa_schedule()
        cron._medusa_write_changed(vals)

    @api.model
    def _get_medusa_stock_cron_sudo(self):
        return self.env["ir.cron"]._get_medusa_cron_sudo("stock")
