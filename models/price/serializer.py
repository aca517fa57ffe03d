from functools import cache

from odoo import models

from ...medusa.regions import REGION_RULE
from ...sync.failures import PayloadError
from ...sync.prices import get_market
from ..core.sentence import join, keep
from .sellable import filter_sellable, forbids_zero, is_sellable
from .strike import find_confirmed_strikes, strike_through


def get_region_id(price):
    """Return the store's id of the region that a price is for, None if it is for all."""
    return (price.get("rules") or {}).get(REGION_RULE)


def get_hidden_text(env, price, names):
    """Return why a price isn't shown."""
    if price["amount"] < 0:
        return keep(env)._(
            "The price of %(product)s would be negative: %(amount)s %(currency)s. "
            "Correct its sales price or the rule of the pricelist.",
            **names,
        )
    return keep(env)._(
        "%(product)s can't be bought in %(currency)s: its price is 0, which the website "
        "refuses to sell for. Give it a price.",
        **names,
    )


class MedusaProductSerializer(models.AbstractModel):
    """Adds the base prices to the payload, those that can be shown."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        computer = self.env["medusa.price.computer"]
        load_variants = shared.load_variants
        load_prices = cache(lambda: computer._compute_base_prices(backend, load_variants()))
        load_forbidden = cache(lambda: forbids_zero(backend))
        shared.loaders["prices"] = load_prices
        shared.loaders["zero_is_forbidden"] = load_forbidden
        shared.loaders["strikes"] = lambda: find_confirmed_strikes(
            backend,
            load_variants(),
            lambda variant: filter_sellable(load_prices()[variant.id], load_forbidden()),
        )
        shared.loaders["region_names"] = lambda: {
            region.medusa_id: region.name for region in backend.region_ids
        }
        return shared

    def _prepare_payload(self, product, shared):
        payload = super()._prepare_payload(product, shared)
        payload["notes"] += self._get_price_notes(product, shared)
        for variant in shared.get_variants(product):
            if shared.strikes.get(variant.id):
                self._add_first_prices(payload, variant, shared)
        payload["struck"] = sorted(
            f"{variant.id} {market}"
            for variant in shared.get_variants(product)
            for market in shared.strikes.get(variant.id, ())
        )
        return payload

    def _add_first_prices(self, payload, variant, shared):
        """Say what a variant costs if the store has to make it anew, before today's list has it."""
        for row in payload["variants"]:
            if row["external_id"] == str(variant.id):
                row["first_prices"] = self._get_shown_prices(variant, shared)

    def _prepare_prices(self, variant, shared):
        shown = self._get_shown_prices(variant, shared)
        return strike_through(shown, shared.strikes.get(variant.id, {}))

    def _get_shown_prices(self, variant, shared):
        """Return what a variant costs today, in prices that can be shown."""
        return filter_sellable(shared.prices[variant.id], shared.zero_is_forbidden)

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
        texts = [self._get_price_text(variant, price, shared) for variant, price in hidden]
        is_shown = any(self._get_shown_prices(row, shared) for row in variants)
        negative = [
            text for text, (_row, price) in zip(texts, hidden, strict=True) if price["amount"] < 0
        ]
        if negative and not is_shown:
            raise PayloadError(negative[0])
        return texts

    def _get_price_text(self, variant, price, shared):
        currency, region = price["currency_code"].upper(), get_region_id(price)
        name = shared.region_names.get(region, region)
        names = {
            "product": variant.display_name,
            "amount": price["amount"],
            "currency": f"{currency} ({name})" if region else currency,
        }
        text = get_hidden_text(self.env, price, names)
        others = self._get_shown_prices(variant, shared)
        if region and any(get_market(row) == price["currency_code"] for row in others):
            until = keep(self.env)._("Until then, there it is sold for the price of all regions.")
            text = join(" ", [text, until])
        return text
