from odoo import fields, models


class MedusaStockSafety(models.Model):
    """How much of a category's products a store holds back."""

    _name = "medusa.stock.safety"
    _description = "Medusa Safety Quantity"
    _inherit = ["medusa.guarded.mixin"]
    _order = "categ_id"
    _rec_name = "categ_id"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    categ_id = fields.Many2one(
        "product.category", string="Product Category", required=True, ondelete="cascade",
        index=True,
        help="Counts for the categories below it as well, unless they have a line of their own.",
    )  # fmt: skip
    quantity = fields.Float("Hold Back", digits="Product Unit")

    _category_unique = models.Constraint(
        "UNIQUE (backend_id, categ_id)", "A category has one safety quantity per store."
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity >= 0)", "A safety quantity is 0 or more."
    )
