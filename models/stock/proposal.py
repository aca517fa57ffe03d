from odoo import api, fields, models
from odoo.fields import Command

from .line import find_only_warehouse


class MedusaStockProposalMixin(models.AbstractModel):
    """Proposes the first line of a store's stock map, and the stock locations of its lines."""

    _name = "medusa.stock.proposal.mixin"
    _description = "Proposal for a Stock Map"

    can_create_locations = fields.Boolean(compute="_compute_can_create_locations")

    @api.depends("stock_line_ids.location_id.active")
    def _compute_can_create_locations(self):
        for backend in self:
            backend.can_create_locations = bool(backend._get_lines_without_location())

    def _get_lines_without_location(self):
        return self.stock_line_ids.filtered(lambda line: not line.location_id.active)

    @api.onchange("push_stock")
    def _onchange_push_stock(self):
        """Propose the only warehouse; without stock, what was only proposed goes again."""
        warehouse = find_only_warehouse(self.company_id)
        if not self.push_stock:
            self.stock_line_ids = self.stock_line_ids.filtered(lambda line: line._origin)
        elif warehouse and not self.stock_line_ids:
            self.stock_line_ids = [Command.create({"warehouse_ids": warehouse.ids})]

    # === ACTION METHODS === #

    def action_create_stock_locations(self):
        """Make a stock location in Medusa for each line of the map that has none there.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.check_access("write")
        toast = True
        for line in self._get_lines_without_location():
            toast = line.action_create_location()
        return toast


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.stock.proposal.mixin"]
