from odoo import fields, models


class MedusaSalesChannel(models.Model):
    """A sales channel of a store: a product without one is in no shop."""

    _name = "medusa.sales.channel"
    _description = "Medusa Sales Channel"
    _inherit = ["medusa.store.record.mixin"]
    _order = "is_default desc, name"
    _resource = "sales_channels"

    is_default = fields.Boolean("Store's Default")

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A sales channel is listed once per store."
    )

    def _get_rows(self, info):
        return {
            key: {"name": name, "is_default": key == info.default_sales_channel_id}
            for key, name in info.sales_channels
        }
