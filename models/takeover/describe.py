from odoo import api, models
from odoo.fields import Domain

from ...sync.agreement import OwnProduct, OwnVariant
from ...sync.shop_index import fold


class MedusaMatchDescription(models.AbstractModel):
    """Describes products of Odoo plainly, as they are compared with those of a store."""

    _name = "medusa.match.description"
    _description = "Products of Odoo, as a Medusa Store Is Compared With Them"

    @api.model
    def _search_unbound(self, backend, among=Domain.TRUE):
        """Return a query of the selected products that nobody bound, nor decided about.

        :param backend: `medusa.backend`
        :param among: a further restriction
        """
        mine = [("backend_id", "=", backend.id), ("product_tmpl_id", "!=", False)]
        bound = self.env["medusa.product.binding"]._search([*mine, ("medusa_id", "!=", False)])
        decided = self.env["medusa.match"]._search([*mine, ("state", "!=", "open")])
        domain = among & Domain("id", "not in", bound.subselect("product_tmpl_id"))
        domain &= Domain("id", "not in", decided.subselect("product_tmpl_id"))
        return backend._search_selection(domain)

    @api.model
    def _describe_next(self, backend, after, limit):
        """Return the next of these products, in the order of their ids.

        :param int after: the id that lies before the first of them
        :rtype: list[OwnProduct]
        """
        query = self._search_unbound(backend, Domain("id", ">", after))
        query.order, query.limit = "id", limit
        return self._describe(backend, self.env["product.template"].browse(query))

    @api.model
    def _describe(self, backend, products):
        """Return products in the words of a store.

        :param products: `product.template` records
        :rtype: list[OwnProduct]
        """
        serializer = self.env["medusa.product.serializer"]
        products = serializer._localize(backend, products, backend.lang)
        return [self._describe_one(product) for product in products]

    def _describe_one(self, product):
        slug = self.env["ir.http"]._slug((product.id, product.name))
        plain = slug.removesuffix(f"-{product.id}")
        # What a person, the addon and a fork of the recipe call it.
        handles = (plain, slug, f"{plain}-odoo-{product.id}")
        return OwnProduct(
            str(product.id),
            product.name or "",
            handles,
            tuple(self._describe_variant(variant) for variant in product.product_variant_ids),
        )

    def _describe_variant(self, variant):
        values = variant.product_template_attribute_value_ids
        return OwnVariant(
            str(variant.id),
            (variant.default_code or "").strip(),
            (variant.barcode or "").strip(),
            frozenset(fold(value.name) for value in values),
        )
