from odoo import models


class MedusaProductSerializer(models.AbstractModel):
    """Adds the pictures to the payload."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        source = self.env["medusa.picture.source"]
        shared.loaders["pictures"] = lambda: source._collect(backend, products)
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        return {**payload, **self._prepare_pictures(product, shared)}

    def _prepare_pictures(self, product, shared):
        """Return the pictures by their checksums; None where the store gets none.

        :return: `pictures` (`[{"key", "variants"}]`), `picture_sources` ({key: attachment id}) and
            `warnings` (sentences on what was left out)
        """
        pictures, sources, warnings = shared.pictures[product.id]
        return {
            "pictures": pictures if shared.backend.push_pictures else None,
            "picture_sources": sources,
            "warnings": warnings,
        }
