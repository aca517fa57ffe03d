from odoo import models

from .roles import collect_roles

# What is sold for a place and a date that only Odoo's own shop asks for …
_EVENTS = ("event", "event_booth")
# … and what only Odoo hands out to whoever ordered it there.
_ACCESSES = ("course", "partnership")


class MedusaProductSerializer(models.AbstractModel):
    """Says what of the kinds of products a store can sell, and how.

    The table of docs/products.md is made of this. What Medusa can't express is no error: the
    product is a draft, or lacks something, and its line says which and why.
    """

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        load_variants = shared.load_variants
        shared.loaders["roles"] = lambda: collect_roles(backend, load_variants())
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        reasons = self._get_draft_reasons(product, shared)
        if reasons:
            payload["product"]["status"] = "draft"
        if not self._needs_shipping(product):
            # docs/medusa-api.md#a-profile-asks-for-shipping
            payload["shipping_profile_id"] = None
        payload["notes"] += [*reasons, *self._get_kind_notes(product, shared)]
        return payload

    def _needs_shipping(self, product):
        """Tell whether a buyer must choose how a product gets to them."""
        return product.type != "service"

    def _get_draft_reasons(self, product, shared):
        """Return sentences on why a product must not be on sale in the store.

        Override it to hold back further kinds, or to let one of these go out.

        :rtype: list[str]
        """
        _ = self.env._
        reasons = []
        if not shared.get_variants(product):
            reasons.append(
                _(
                    "It stays a draft until it has a variant: the store can't make one when it is "
                    "ordered, as Odoo does."
                )
            )
        if product.type == "combo":
            reasons.append(
                _("A combo stays a draft: the store can't offer its choices. Sell its products.")
            )
        if product.service_tracking in _EVENTS:
            reasons.append(
                _(
                    "A ticket or booth of an event stays a draft: the store can't ask for which "
                    "event it is. Sell it on Odoo's website."
                )
            )
        if product.service_tracking in _ACCESSES:
            reasons.append(
                _(
                    "Access to a course or a membership stays a draft: the store would take the "
                    "money, and nobody would get it. Sell it on Odoo's website."
                )
            )
        if "recurring_invoice" in product._fields and product.recurring_invoice:
            reasons.append(
                _("A subscription stays a draft: the store would sell and invoice it only once.")
            )
        if shared.roles:
            roles = {shared.roles.get(variant.id) for variant in shared.get_variants(product)}
            reasons += sorted(roles - {None})
        return reasons

    def _get_kind_notes(self, product, shared):
        """Return sentences on what Odoo offers of a product and the store doesn't.

        :rtype: list[str]
        """
        _ = self.env._
        notes = self._get_choice_notes(product) if shared.get_lines(product) else []
        if "uom_ids" in product._fields and product.uom_ids - product.uom_id:
            notes.append(
                _("Packagings aren't offered: the store sells by %s.", product.uom_id.name)
            )
        return notes

    def _get_choice_notes(self, product):
        """Return sentences on choices that buyers have in Odoo alone."""
        _ = self.env._
        notes = [
            _(
                "The choice “%s” isn't offered: it makes no variants, and the store knows no other "
                "choices. Let it make variants, or offer each as a product.",
                line.attribute_id.name,
            )
            for line in self._get_lost_choices(product)
        ]
        custom = product.attribute_line_ids.product_template_value_ids.filtered(
            lambda value: value.ptav_active and value.product_attribute_value_id.is_custom
        )
        if custom:
            notes.append(
                _(
                    "The text that buyers enter at “%s” isn't asked for: the store has no field "
                    "for it.",
                    ", ".join(custom.mapped("name")),
                )
            )
        return notes

    def _get_lost_choices(self, product):
        """Return the lines of attributes that offer a choice without making variants."""
        return product.attribute_line_ids.filtered(
            lambda line: (
                line.attribute_id.create_variant == "no_variant"
                and (
                    line.attribute_id.display_type == "multi"
                    or len(line.product_template_value_ids._only_active()) > 1
                )
            )
        )
