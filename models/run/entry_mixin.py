from odoo import api, fields, models

from ..core.sentence import say_of

# What can have happened.
OPERATIONS = [
    ("create", "Creation"),
    ("update", "Update"),
    ("adopt", "Adoption"),
    ("recreate", "Second creation"),
    ("unchanged", "No change"),
    ("draft", "Set to draft"),
    ("delete", "Deletion"),
    ("gone", "Gone already"),
    ("push", "Push"),
    ("options", "Options"),
    ("terms", "Categories and tags"),
    ("prices", "Price list"),
    ("taxes", "Tax class"),
    ("translations", "Further languages"),
    ("stock", "Stock"),
    ("stock_lost", "Stock not counted"),
    ("remade", "Changed by others"),
    ("drift", "Changed in Medusa"),
    ("proof", "Seen by shoppers"),
    ("take_over", "Take over"),
    ("give_back", "Given back"),
    ("examine", "Examination"),
    ("mend", "Mending"),
    ("undo", "Brought back"),
    ("slower", "Fewer connections"),
    ("run", "Run"),
]


class MedusaEntryMixin(models.AbstractModel):
    """One thing that happened, or would happen, to a product or another record of a store."""

    _name = "medusa.entry.mixin"
    _description = "What Happens in a Medusa Store"
    _inherit = ["medusa.link.mixin"]

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="set null", index="btree_not_null"
    )
    name = fields.Char(readonly=True)
    medusa_id = fields.Char("Medusa ID", readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True, index=True)

    @api.depends("name", "operation")
    @api.depends_context("lang")
    def _compute_display_name(self):
        operations = dict(self._fields["operation"]._description_selection(self.env))
        for entry in self:
            operation = operations.get(entry.operation, "")
            entry.display_name = (
                say_of(self.env, entry.name, operation) if entry.name else operation
            )
