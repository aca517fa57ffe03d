from odoo import fields, models


class MedusaVariantBinding(models.Model):
    """What the connector knows of one variant in one store."""

    _name = "medusa.variant.binding"
    _description = "Variant in a Medusa Store"
    _order = "id"
    _rec_name = "medusa_id"

    product_binding_id = fields.Many2one(
        "medusa.product.binding", "Product", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    backend_id = fields.Many2one(related="product_binding_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Variant", readonly=True, ondelete="set null", index=True
    )
    external_id = fields.Char("External ID", required=True, readonly=True)
    medusa_id = fields.Char("Medusa ID", required=True, readonly=True)
    inventory_item_id = fields.Char("Medusa Inventory Item", readonly=True)
    is_stocked = fields.Boolean(
        "Stock Counted", readonly=True, help="The store counts its stock because Odoo told it to."
    )

    _external_id_unique = models.Constraint(
        "UNIQUE (product_binding_id, external_id)", "A variant is listed once per store."
    )
