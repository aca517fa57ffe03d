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
        pictures = self._prepare_pictures(product, shared)
        if pictures["pictures"]:
            there = {row["external_id"] for row in payload["variants"]}
            pictures["pictures"] = _keep_for(pictures["pictures"], there)
        return {**payload, **pictures}

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


def _keep_for(pictures, there):
    """Return the pictures without those that are for variants alone which the store doesn't get.

    Without its variants a picture would be shown for all of them.

    :param set there: external_ids of the variants that it gets
    """
    named = [
        {**row, "variants": [key for key in row["variants"] if key in there]} for row in pictures
    ]
    return [
        row
        for row, full in zip(named, pictures, strict=True)
        if row["variants"] or not full["variants"]
    ]
