from odoo import models


class MedusaCustomerGroup(models.Model):
    """A customer group of a store: a price list may be for its members alone."""

    _name = "medusa.customer.group"
    _description = "Medusa Customer Group"
    _inherit = ["medusa.store.record.mixin"]
    _order = "name"
    _resource = "customer_groups"

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A customer group is listed once per store."
    )

    def _get_rows(self, info):
        return {key: {"name": name} for key, name in info.customer_groups}
