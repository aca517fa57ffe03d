from odoo import fields, models


class MedusaShippingProfile(models.Model):
    """A shipping profile of a store: how its products are shipped."""

    _name = "medusa.shipping.profile"
    _description = "Medusa Shipping Profile"
    _inherit = ["medusa.store.record.mixin"]
    _order = "is_default desc, name"
    _resource = "shipping_profiles"

    is_default = fields.Boolean("Store's Default")

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A shipping profile is listed once per store."
    )

    def _get_rows(self, info):
        # As on the pull side, the first of the type "default" is the default one
        # (docs/medusa-api.md#no-default-profile-by-name).
        defaults = [key for key, _name, kind in info.shipping_profiles if kind == "default"]
        return {
            key: {"name": name, "is_default": key in defaults[:1]}
            for key, name, _kind in info.shipping_profiles
        }
