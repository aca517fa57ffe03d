from odoo import api, fields, models

from ..store.lists import open_list


class MedusaBackend(models.Model):
    """A store's products: how many are there, and which have something to push."""

    _inherit = "medusa.backend"

    product_binding_ids = fields.One2many("medusa.product.binding", "backend_id")
    pushed_count = fields.Integer("Products in the Store", compute="_compute_binding_counts")
    failed_count = fields.Integer("Failed Products", compute="_compute_binding_counts")

    @api.depends("product_binding_ids.state")
    def _compute_binding_counts(self):
        groups = self.env["medusa.product.binding"]._read_group(
            [("backend_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["backend_id", "state"],
            ["__count"],
        )
        self.pushed_count = self.failed_count = 0
        for backend, state, count in groups:
            if state == "synced":
                backend.pushed_count += count
            elif state in ("error", "conflict"):
                backend.failed_count += count

    # === ACTION METHODS === #

    def action_view_products(self):
        return open_list(self, "medusa_product_binding_action")

    def action_view_failed_products(self):
        """Open the products of this store that a person should look at."""
        return open_list(self, "medusa_product_binding_action", search_default_failed=1)

    def action_accept_new_store(self):
        """Forget the former store's products."""
        result = super().action_accept_new_store()
        # sudo: a manager decides, nobody writes bindings.
        self.product_binding_ids.sudo().unlink()
        return result
