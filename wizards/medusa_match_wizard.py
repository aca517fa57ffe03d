from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.core.toast import make_toast


class MedusaMatchWizard(models.TransientModel):
    """Lets a manager say which product of Odoo a product of the store is."""

    _name = "medusa.match.wizard"
    _description = "Adopt a Product of a Medusa Store"

    match_id = fields.Many2one("medusa.match", required=True, readonly=True, ondelete="cascade")
    store_title = fields.Char("In the Store", compute="_compute_store_title")
    product_tmpl_id = fields.Many2one("product.template", "Product in Odoo")

    @api.depends("match_id")
    def _compute_store_title(self):
        for wizard in self:
            # Not as superuser: what is in another company's store has no name here.
            wizard.store_title = wizard.match_id.store_title

    def action_adopt(self):
        """Bind the product of the store to the chosen one; the next push adopts it."""
        self.ensure_one()
        match, product = self.match_id, self.product_tmpl_id
        match._check_may_decide()
        if not product:
            raise UserError(self.env._("Choose the product of Odoo first."))
        product.check_access("read")
        if match.kind == "proposal" or match.state == "accepted":
            raise UserError(self.env._("%s is decided about already.", match.name))
        if not list(match.backend_id._search_selection([("id", "=", product.id)])):
            raise UserError(
                self.env._(
                    "%s isn't among the products of this store: see “Products” in its settings.",
                    product.display_name,
                )
            )
        self.env["medusa.match.deciding"]._adopt(match, product)
        return make_toast(
            self.env._("%s is bound to the product of the store. The next run adopts it.",
                       product.display_name),
            "success",
        )  # fmt: skip
