from odoo import models

from ..core.sentence import keep
from ..product.roles import get_kind
from .rules import read_rules


class MedusaProductSerializer(models.AbstractModel):
    """Puts products into the sales channels and shipping profiles that the rules say."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        shared.loaders["placement"] = lambda: read_rules(backend)
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        if not shared.placement:
            return payload
        kind = get_kind(product, shared)
        rules = [
            rule
            for rule in shared.placement
            if rule.is_for(product.categ_id.id, product.product_tag_ids.ids, kind)
        ]
        channels = next((rule.channels for rule in rules if rule.channels is not None), None)
        if channels is not None:
            payload["channels"] = channels
        # What nobody has to bring needs a rule of its own kind to be shipped all the same.
        is_shipped = self._needs_shipping(product, shared)
        spoken = [
            rule
            for rule in rules
            if rule.shipping is not False and (is_shipped or rule.kind == kind)
        ]
        if spoken:
            payload["shipping_profile_id"] = spoken[0].shipping
            payload["notes"] += _get_shipping_notes(self.env, payload)
        return payload


def _get_shipping_notes(env, payload):
    """Return a sentence where a product is to go without shipping, and can't.

    See docs/medusa-api.md#a-profile-asks-for-shipping.
    """
    is_counted = any(row["fields"].get("manage_inventory") for row in payload["variants"])
    if payload["shipping_profile_id"] is not None or not is_counted:
        return []
    return [
        keep(env)._(
            "It is shipped all the same, although a rule says that it needs no shipping: what the "
            "store counts is shipped. Let Odoo not track its stock."
        )
    ]
