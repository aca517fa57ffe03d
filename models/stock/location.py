from odoo import fields, models


class MedusaStockLocation(models.Model):
    """A stock location of a store, as its last connection test listed it."""

    _name = "medusa.stock.location"
    _description = "Medusa Stock Location"
    _inherit = ["medusa.store.record.mixin"]
    _order = "name, id"
    _resource = "stock_locations"

    linked_channels = fields.Json("Linked Sales Channels")

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A stock location is listed once per store."
    )

    def _get_rows(self, info):
        return self._make_rows(info.stock_locations)

    def _make_rows(self, locations):
        """Return {Medusa id: values}.

        :param locations: `StockLocation` objects, see `medusa.locations`
        """
        return {
            row.id: {"name": row.name, "linked_channels": sorted(row.channel_ids)}
            for row in locations
        }

    def _keep_list(self, backend, rows):
        result = super()._keep_list(backend, rows)
        # sudo: whoever tests the connection need not write the store.
        backend.sudo().stock_checked_at = fields.Datetime.now()
        return result

    def _keep_locations(self, backend, locations):
        """Bring the list of a store's stock locations up to date, see `_make_rows`."""
        self._keep_list(backend, self._make_rows(locations))
