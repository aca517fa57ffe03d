from urllib.parse import quote

from odoo import models
from odoo.exceptions import UserError

from .others import find_shared_values, find_variants


class MedusaTodo(models.Model):
    """The buttons that mend one thing; who may not is told by the rights of what they call."""

    _inherit = "medusa.todo"

    def action_open_record(self):
        """Open what it is about."""
        self.ensure_one()
        self.check_access("read")
        if self.subject == "stock_line":
            return self.backend_id.get_formview_action()
        record = self.env[self._get_subject_models()[self.subject]].browse(self.res_id)
        return (self.backend_id if self.subject == "database" else record).get_formview_action()

    def action_open_product(self):
        """Open the product in Odoo."""
        self.ensure_one()
        self.check_access("read")
        return self.product_tmpl_id.get_formview_action()

    def action_open_other(self):
        """Open what else has the SKU or barcode of this product, in Odoo or else in Medusa.

        :raise UserError: where neither is found
        """
        self.ensure_one()
        self.check_access("read")
        variants = find_variants(self.backend_id, self.product_tmpl_id, self.detail or "")
        if len(variants) == 1:
            return variants.product_tmpl_id.get_formview_action()
        if variants:
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("The Same SKU or Barcode"),
                "res_model": "product.product",
                "domain": [("id", "in", variants.ids)],
                "views": [(False, "list"), (False, "form")],
            }
        values = find_shared_values(self.product_tmpl_id, self.detail or "")
        admin_url = self.backend_id.admin_url
        if not (values and admin_url):
            raise UserError(
                self.env._("No other product of Odoo has the SKU or barcode: look in Medusa.")
            )
        url = f"{admin_url.rstrip('/')}/products?q={quote(values[0])}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_resolve(self):
        """Choose which product of the store is the right one."""
        self.ensure_one()
        self.backend_id.check_access("write")
        return self.binding_id.action_resolve_conflict()

    def action_retry(self):
        """Try these again, now or in the background if they are many.

        :return: a client action: a toast
        """
        self.check_access("read")
        if self.product_tmpl_id:
            return self.binding_id.action_retry()
        lists = self.filtered(lambda todo: todo.subject == "price_list")
        if lists:
            return self.env["medusa.price.list"].browse(lists.mapped("res_id")).action_push()
        return self.backend_id.action_sync_now()
