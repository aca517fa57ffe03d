from odoo import models


class MedusaProductSerializer(models.AbstractModel):
    """Adds to the payload what sorts a product."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        source = self.env["medusa.term.source"]
        shared.loaders["term_ids"] = lambda: source._get_medusa_ids(backend)
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        return {**payload, "terms": self._prepare_terms(product, shared)}

    def _prepare_terms(self, product, shared):
        """Return what sorts the product.

        :return: {kind: ids in the store} for the kinds category, tag, type and collection, those
            that the store gets
        """
        source = self.env["medusa.term.source"]
        return source._prepare_terms(shared.backend, product, shared.term_ids)
