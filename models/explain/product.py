from odoo import models

from ..core.toast import make_toast
from ..store.words import tell_no_store


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_medusa_explain(self):
        """Explain why this product is in a store or isn't, and what a shopper sees of it.

        Of several stores, the first that has it, else the first one; the page leads to the others.

        :return: an action on a page
        :raise AccessError: if the user is no Medusa user, or may not see the product
        """
        self.ensure_one()
        stores = self.env["medusa.backend"].search([])
        if not stores:
            return make_toast(tell_no_store(self.env), "warning")
        store = self.medusa_binding_ids.backend_id.sorted(lambda row: (row.sequence, row.id))
        store = (store & stores)[:1] or stores[:1]
        return self.env["medusa.explanation"]._open_for(self, store)
