from odoo import api, models
from odoo.fields import Domain

# What holds a product back: nobody decided. One that is kept out isn't selected any more.
HOLDS = Domain("product_tmpl_id", "!=", False) & Domain("state", "=", "open")


class MedusaMatch(models.Model):
    """Holds products back from a store until a person has decided about them.

    One that was bound meanwhile, by a push that was under way, is held back by nothing.
    """

    _inherit = "medusa.match"

    @api.model
    def _get_free_domain(self, backend):
        """Return the domain of the products that aren't held back from a store.

        :param backend: `medusa.backend`
        :rtype: Domain
        """
        # sudo: what is pushed doesn't depend on who asks.
        mine = Domain("backend_id", "=", backend.id)
        bound = self.env["medusa.product.binding"].sudo()._search(
            mine & Domain("medusa_id", "!=", False) & Domain("product_tmpl_id", "!=", False)
        )  # fmt: skip
        held = self.sudo()._search(
            mine & HOLDS & Domain("product_tmpl_id", "not in", bound.subselect("product_tmpl_id"))
        )
        return Domain("id", "not in", held.subselect("product_tmpl_id"))

    @api.model
    def _get_held(self, products):
        """Return {product id: matches by which it is held back}, as far as the reader sees them.

        :param products: `product.template` records
        """
        among = Domain("product_tmpl_id", "in", products.ids)
        bindings = self.env["medusa.product.binding"].search(
            among & Domain("medusa_id", "!=", False)
        )
        bound = {(row.backend_id, row.product_tmpl_id) for row in bindings}
        held = self.search(among & HOLDS).filtered(
            lambda match: (match.backend_id, match.product_tmpl_id) not in bound
        )
        return {product.id: rows for product, rows in held.grouped("product_tmpl_id").items()}

    def _get_hold_text(self):
        """Return why a product isn't pushed to the store, in the reader's language."""
        self.ensure_one()
        if not self.medusa_id:
            return self.env._(
                "%(store)s: several products there may be %(product)s. It waits until a manager "
                "has chosen under Medusa, Take Over.",
                store=self.backend_id.name,
                product=self.name,
            )
        return self.env._(
            "%(store)s: %(product)s may be “%(title)s” there. It waits until a manager has decided "
            "under Medusa, Take Over.",
            store=self.backend_id.name,
            product=self.name,
            title=self.store_title or self.medusa_id,
        )
