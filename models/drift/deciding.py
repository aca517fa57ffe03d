from odoo import models
from odoo.exceptions import UserError

from ...sync.sections import SECTIONS
from ..core.toast import make_toast
from ..store.rights import check_may_push


class MedusaDrift(models.Model):
    """What a person decides about a difference: Odoo's value, or Medusa's."""

    _inherit = "medusa.drift"

    # === ACTION METHODS === #

    def action_take_odoo(self):
        """Send Odoo's values to the store, in the background; what else differs stays there.

        :return: a client action: a toast
        """
        rows = self._check_decision().filtered(lambda row: row.state in ("open", "kept"))
        rows, obstacles = self._leave_obstacles(rows)
        if not rows and obstacles:
            return make_toast("\n".join(obstacles), "warning")
        for backend, mine in rows.grouped("backend_id").items():
            # sudo: nobody writes what was found by hand.
            mine.sudo().write({"state": "taking", "kept_mark": False})
            products = mine.filtered("binding_id").product_tmpl_id
            if products:
                backend._queue_run("button", products.ids)
            if lists := mine.sudo()._take_lists():
                backend._queue_run("button", lists.ids, scope="prices")
        self.env["medusa.backend"]._trigger_queue_sudo()
        text = self.env._("Odoo's values are sent in the background, in the next minutes.")
        return self._tell(rows, "\n".join([text, *obstacles]))

    def action_keep_medusa(self):
        """Leave the fields of these products to Medusa until Odoo's value changes.

        :return: a client action: a toast
        """
        rows = self._check_decision()
        fixed = rows.filtered(lambda row: not row.can_keep)
        if fixed:
            raise UserError(
                self.env._(
                    "%s can't be left to Medusa: without it Odoo's variants and the store's are "
                    "no longer the same. Take Odoo's, or change it in Odoo.",
                    ", ".join(dict.fromkeys(fixed.mapped("field_label"))),
                )
            )
        rows = rows.filtered(lambda row: row.state in ("open", "taking"))
        for row in rows.sudo():
            row.write({"state": "kept", "kept_mark": row.odoo_mark})
        return self._tell(
            rows,
            self.env._(
                "Medusa's values are kept: they aren't told again until they change again, and "
                "Odoo's are sent again once they change."
            ),
        )

    def action_open_product(self):
        """Open the product, or the price list, in the store."""
        self.ensure_one()
        return (self.price_list_id or self.binding_id).get_formview_action()

    # === BUSINESS METHODS === #

    def _check_decision(self):
        check_may_push(self.env)
        self.check_access("read")
        return self

    def _leave_obstacles(self, rows):
        """Return (those of the rows that can be sent, sentences on what the others wait for)."""
        texts = []
        for backend, mine in rows.grouped("backend_id").items():
            mine = mine.filtered("binding_id")
            found = self.env["medusa.resync"]._get_obstacles(backend, mine.product_tmpl_id)
            rows -= mine.filtered(lambda row, found=found: row.product_tmpl_id in found)
            texts += found.values()
        return rows, texts

    def _tell(self, rows, text):
        if not rows:
            return make_toast(self.env._("There is nothing to decide here any more."), "warning")
        return make_toast(text)

    def _forget(self):
        """Forget these differences until somebody looks again; what was left to Medusa stays."""
        kept = self.filtered("kept_mark")
        kept.state = "kept"
        rows = self - kept
        rows.binding_id.is_suspect = True
        rows.price_list_id.prices_seen = False
        rows.unlink()

    def _forget_pushed(self):
        """Have the products pushed again, on a cursor of the connector's own.

        :return: the products, `product.template`
        """
        bindings = self.binding_id.filtered(lambda row: row.state == "synced")
        bindings.write({"state": "pending", **{f"{name}_hash": False for name in SECTIONS}})
        return bindings.product_tmpl_id
