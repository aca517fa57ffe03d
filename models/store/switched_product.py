from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# {field: kind of `medusa.product.switch`}
_KINDS = {
    "medusa_excluded_backend_ids": "excluded",
    "medusa_included_backend_ids": "included",
}


class ProductTemplate(models.Model):
    """The stores that a product was taken out of, or into, by hand.

    A copy begins as the stores' filters say: why somebody decided otherwise may not hold for it.
    """

    _inherit = "product.template"

    medusa_switch_ids = fields.One2many(
        "medusa.product.switch",
        "product_tmpl_id",
        "Switched by Hand",
        groups="medusa_connector.group_medusa_user",
    )
    medusa_excluded_backend_ids = fields.Many2many(
        "medusa.backend",
        string="Not in These Stores",
        compute="_compute_medusa_switched",
        inverse="_inverse_medusa_switched",
        search="_search_medusa_excluded",
        groups="medusa_connector.group_medusa_user",
        help="Whatever the stores' filters say. The last choice counts: a store that the product "
        "was switched on for is switched off by this.",
    )
    medusa_included_backend_ids = fields.Many2many(
        "medusa.backend",
        string="Also in These Stores",
        compute="_compute_medusa_switched",
        inverse="_inverse_medusa_switched",
        search="_search_medusa_included",
        groups="medusa_connector.group_medusa_user",
        help="Whatever the stores' filters say, as long as the product is for sale and not "
        "another company's. The last choice counts: a store that it was switched off for is "
        "switched on by this.",
    )

    # === COMPUTE METHODS === #

    @api.depends("medusa_switch_ids.kind", "medusa_switch_ids.backend_id")
    # Each person's own stores.
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_medusa_switched(self):
        stores, found = self.env["medusa.backend"], self._read_medusa_switched()
        for product in self:
            for name, kind in _KINDS.items():
                product[name] = stores.browse(found.get((product._origin.id, kind)))

    def _read_medusa_switched(self):
        """Return {(product id, kind): ids of the stores} that the user sees.

        :rtype: dict
        """
        groups = self.env["medusa.product.switch"]._read_group(
            [("product_tmpl_id", "in", self._origin.ids)],
            ["product_tmpl_id", "kind"],
            ["backend_id:array_agg"],
        )
        return {(product.id, kind): ids for product, kind, ids in groups}

    def _inverse_medusa_switched(self):
        stores, switches = self.env["medusa.backend"], self.env["medusa.product.switch"]
        before = self._read_medusa_switched()
        # Read before the first switch is written, which makes them be computed anew.
        wanted = {
            product: {kind: product[name] for name, kind in _KINDS.items()} for product in self
        }
        for product, after in wanted.items():
            former = {kind: stores.browse(before.get((product.id, kind))) for kind in after}
            new = {kind: after[kind] - former[kind] for kind in after}
            self._check_medusa_switched(product, new["excluded"] & new["included"])
            gone = stores.union(*(former[kind] - after[kind] for kind in after))
            switches._switch(product, gone, None)
            for kind, chosen in new.items():
                switches._switch(product, chosen, kind)

    def _check_medusa_switched(self, product, both):
        """:raise ValidationError: if one save both takes a product out of a store and into it"""
        if both:
            raise ValidationError(
                self.env._(
                    "%(product)s can't be both switched off and switched on for %(stores)s. "
                    "Choose one.",
                    product=product.display_name,
                    stores=", ".join(both.mapped("name")),
                )
            )

    @api.model
    def _search_medusa_excluded(self, operator, value):
        return self._search_medusa_switched("excluded", operator, value)

    @api.model
    def _search_medusa_included(self, operator, value):
        return self._search_medusa_switched("included", operator, value)

    @api.model
    def _search_medusa_switched(self, kind, operator, value):
        mine = Domain("kind", "=", kind)
        if operator == "in":
            stores = [key for key in value if key]
            found = Domain("medusa_switch_ids", "any", mine & Domain("backend_id", "in", stores))
            return found | ~Domain("medusa_switch_ids", "any", mine) if False in value else found
        if operator in ("any", "ilike", "like", "=ilike"):
            return Domain("medusa_switch_ids", "any", mine & Domain("backend_id", operator, value))
        return NotImplemented
