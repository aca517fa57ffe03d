from odoo import fields, models


class MedusaStockLevel(models.Model):
    """What was last pushed of one variant to one stock location.

    Only a stock run writes here, never a stock move: it finds differences by comparing.
    """

    _name = "medusa.stock.level"
    _description = "Stock Pushed to Medusa"
    _inherit = ["medusa.retry.mixin"]
    _order = "id desc"
    _rec_name = "product_id"

    variant_binding_id = fields.Many2one(
        "medusa.variant.binding", "Variant in the Store", required=True, readonly=True,
        ondelete="cascade", index=True,
    )  # fmt: skip
    location_id = fields.Many2one(
        "medusa.stock.location", "Stock Location", required=True, readonly=True,
        ondelete="cascade", index=True,
    )  # fmt: skip
    backend_id = fields.Many2one(related="location_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        related="variant_binding_id.product_id", string="Variant", store=True
    )
    inventory_item_id = fields.Char(
        "Medusa Inventory Item", readonly=True, help="The item that the level belongs to."
    )
    is_known = fields.Boolean(
        "In the Store", readonly=True, help="The store holds a level for this location."
    )
    # No digits: it is compared with what the next run counts, to the last one.
    quantity = fields.Float("Pushed Quantity", readonly=True)
    last_push = fields.Datetime(readonly=True)

    _variant_location_unique = models.UniqueIndex(
        "(variant_binding_id, location_id)", "A variant has one level per stock location."
    )
