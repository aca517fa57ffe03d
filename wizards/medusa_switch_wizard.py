from odoo import api, fields, models

from ..models.core.toast import make_toast


class MedusaSwitchWizard(models.TransientModel):
    """Takes products out of stores, or into them, whatever the stores' filters say."""

    _name = "medusa.switch.wizard"
    _description = "Switch Products in Medusa Stores"

    product_tmpl_ids = fields.Many2many("product.template", string="Products", required=True)
    product_count = fields.Integer("Chosen Products", compute="_compute_product_count")
    backend_ids = fields.Many2many(
        "medusa.backend",
        string="Stores",
        required=True,
        default=lambda self: self._default_backend_ids(),
    )
    choice = fields.Selection(
        [
            ("excluded", "Not in these stores"),
            ("included", "Also in these stores"),
            ("filter", "As the stores' filters say"),
        ],
        required=True,
        default="excluded",
    )

    @api.model
    def _default_backend_ids(self):
        stores = self.env["medusa.backend"].search([], limit=2)
        return stores if len(stores) == 1 else False

    @api.model
    def default_get(self, names):
        """Begin with the products, or the products of the variants, that were chosen."""
        values = super().default_get(names)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids")
        if model in ("product.template", "product.product") and ids:
            records = self.env[model].browse(ids)
            products = records if model == "product.template" else records.product_tmpl_id
            values["product_tmpl_ids"] = products.ids
        return values

    @api.depends("product_tmpl_ids")
    def _compute_product_count(self):
        for wizard in self:
            wizard.product_count = len(wizard.product_tmpl_ids)

    def action_apply(self):
        """Write the choice down; what leaves or comes follows with the next run."""
        self.ensure_one()
        kind = self.choice if self.choice != "filter" else None
        self.env["medusa.product.switch"]._switch(self.product_tmpl_ids, self.backend_ids, kind)
        return make_toast(
            self.env._(
                "%(choice)s (%(stores)s), products: %(count)s. The next run brings it to the "
                "stores.",
                count=self.product_count,
                choice=dict(self._fields["choice"]._description_selection(self.env))[self.choice],
                stores=", ".join(self.backend_ids.mapped("name")),
            ),
            "success",
        )
