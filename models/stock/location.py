from odoo import fields, models


class MedusaStockLocation(models.Model):
    """A stock location of a store, as its last connection test listed it."""

    _name = "medusa.stock.location"
    _description = "Medusa Stock Location"
    _order = "name, id"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    medusa_id = fields.Char("Medusa ID", required=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True, help="Not active: it isn't in the store any more.")
    channel_ids = fields.Json("Linked Sales Channels")

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A stock location is listed once per store."
    )

    def _get_unlinked_channels(self):
        """Return the sales channels of the pushed products that can't sell from here."""
        self.ensure_one()
        wanted = set(self.backend_id._get_channel_medusa_ids()) - set(self.channel_ids or [])
        return self.backend_id.channel_ids.filtered(lambda channel: channel.medusa_id in wanted)
