from odoo import fields, models


class MedusaChangeStoreMixin(models.AbstractModel):
    """How long a store keeps what runs changed there, and what is held back since an undo."""

    _name = "medusa.change.store.mixin"
    _description = "Changes Kept for a Medusa Store"

    change_retention_days = fields.Integer(
        "Keep Changes (Days)",
        default=30,
        help="What a run overwrites in the store is kept so long, and can be brought back. 0: it "
        "isn't kept.",
    )


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.change.store.mixin"]

    _change_retention_positive = models.Constraint(
        "CHECK (change_retention_days >= 0)", "The changes are kept for 0 days or more."
    )
