from odoo import models

from ...sync.failures import PayloadError
from .sellable import forbids_zero, is_sellable


class MedusaProductSerializer(models.AbstractModel):
    """Adds the base prices to the payload, those that can be shown."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        computer = self.env["medusa.price.computer"]
        load_variants = shared.load_variants
        shared.loaders["prices"] = lambda: computer._compute_base_prices(backend, load_variants())
        shared.loaders["zero_is_forbidden"] = lambda: forbids_zero(backend)
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        payload["notes"] += self._get_price_notes(product, shared)
        return payload

    def _prepare_prices(self, variant, shared):
        return [
            price
            for price in shared.prices[variant.id]
            if is_sellable(price, shared.zero_is_forbidden)
        ]

    def _get_price_notes(self, product, shared):
        """Return a sentence for each price that isn't shown.

        :raise PayloadError: if nothing of the product has a price, and some are negative
        """
        variants = shared.get_variants(product)
        hidden = [
            (variant, price)
            for variant in variants
            for price in shared.prices[variant.id]
            if not is_sellable(price, shared.zero_is_forbidden)
        ]
        if not hidden:
            return []
        texts = [self._get_price_text(variant, price) for variant, price in hidden]
        is_shown = any(self._prepare_prices(row, shared) for row in variants)
        negative = [
            text for text, (_row, price) in zip(texts, hidden, strict=True) if price["amount"] < 0
        ]
        if negative and not is_shown:
            raise PayloadError(negative[0])
        return texts

    def _get_price_text(self, variant, price):
        names = {
            "product": variant.display_name,
            "amount": price["amount"],
            "currency": price["currency_code"].upper(),
        }
        if price["amount"] < 0:
            return self.env._(
                "The price of %(product)s would be negative: %(amount)s %(currency)s. "
                "Correct its sales price or the rule of the pricelist.",
                **names,
            )
        return self.env._(
            "%(product)s can't be bought in %(currency)s: its price is 0, which the website "
            "refuses to sell for. Give it a price.",
            **names,
        )
