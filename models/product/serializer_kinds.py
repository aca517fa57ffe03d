from odoo import models

from .kind_notes import get_kind_notes
from .roles import UNSHIPPED, collect_roles, get_kind


class MedusaProductSerializer(models.AbstractModel):
    """Says what of the kinds of products a store can sell, and how.

    The table of docs/products.md is made of this, and of what keeps a product a draft
    (`models/readiness/kinds`).
    """

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        load_variants = shared.load_variants
        shared.loaders["roles"] = lambda: collect_roles(backend, load_variants())
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        if not self._needs_shipping(product, shared):
            # docs/medusa-api.md#a-profile-asks-for-shipping
            payload["shipping_profile_id"] = None
        payload["notes"] += get_kind_notes(self.env, product, shared)
        return payload

    def _needs_shipping(self, product, shared):
        """Tell whether a buyer must choose how a product gets to them."""
        return get_kind(product, shared) not in UNSHIPPED
