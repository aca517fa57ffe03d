from odoo import api, models
from odoo.fields import Command

from .line import find_only_warehouse


class MedusaStockProposalMixin(models.AbstractModel):
    """Proposes the first line of a store's stock map."""

    _name = "medusa.stock.proposal.mixin"
    _description = "Proposal for a Stock Map"

    @api.onchange("push_stock")
    def _onchange_push_stock(self):
        """Propose the only warehouse."""
        warehouse = find_only_warehouse(self.company_id)
        if self.push_stock and not self.stock_line_ids and warehouse:
            self.stock_line_ids = [Command.create({"warehouse_ids": warehouse.ids})]


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.stock.proposal.mixin"]
