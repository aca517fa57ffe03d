from odoo import models
from odoo.tools import float_is_zero, format_amount

from ...medusa.exceptions import MedusaError, MedusaValidationError
from ...medusa.regions import REGION_RULE
from ...medusa.storefront import StorefrontClient
from ...sync.shopper import look_as_shopper
from ..core.transaction import let_go
from ..store.words import get_answer
from .point import Point
from .store_side import PATIENCE

# More variants and regions nobody reads, or waits for.
MOST_VARIANTS = 20
MOST_REGIONS = 10


class MedusaExplainer(models.AbstractModel):
    """Says what a shopper sees of a product, as the Store API tells."""

    _inherit = "medusa.explainer"

    def _ask_shopper(self, backend, inspection, payload):
        """Look at a product as a shopper does, and compare prices with Odoo's.

        :param Inspection inspection: what the store holds, see `sync.inspection`
        :param dict payload: what Odoo wants
        :rtype: list[Point]
        """
        key = backend._read_publishable_keys_sudo().get(backend.id)
        if not key:
            text = self.env._(
                "Nobody looked: enter the publishable key of your shop in the store's settings."
            )
            return [Point("shopper", "info", text, "store")]
        regions = backend.region_ids.filtered("active")[:MOST_REGIONS]
        product_id = inspection.medusa_id
        try:
            with StorefrontClient(backend.url, key, timeout=(10.0, PATIENCE)) as client:
                let_go(self.env)
                shown = look_as_shopper(client, [product_id], regions.mapped("medusa_id"))
        except MedusaValidationError:
            text = self.env._(
                "The store doesn't take the publishable key: it was revoked, or is no publishable "
                "one. Enter another one in the store's settings."
            )
            return [Point("shopper", "bad", text, "store")]
        except MedusaError as error:
            text = self.env._("The shop can't be read: %s", get_answer(backend, error))
            return [Point("shopper", "bad", text, "store")]
        if product_id not in shown:
            return [self._tell_hidden(inspection)]
        return self._tell_shown(backend, shown[product_id], regions, inspection, payload)

    def _tell_hidden(self, inspection):
        if inspection.status != "published":
            text = self.env._("Nothing: it isn't published.")
        elif not inspection.channels:
            text = self.env._("Nothing: it is in no sales channel.")
        else:
            text = self.env._(
                "Nothing: none of its sales channels belongs to the publishable key. In Medusa's "
                "admin, under Settings, Publishable API Keys, add the channel to the key."
            )
        return Point("shopper", "bad", text, "admin")

    def _tell_shown(self, backend, shown, regions, inspection, payload):
        points = [Point("shopper", "good", self.env._("A shopper finds the product."))]
        if not regions:
            text = self.env._(
                "The store has no region: no shopper sees a price. Add one in Medusa's admin."
            )
            points.append(Point("shopper", "bad", text, "admin"))
        by_id = {medusa_id: key for key, medusa_id in inspection.variant_ids.items()}
        rows = {row["external_id"]: row for row in payload["variants"]}
        for variant in list(shown.variants.values())[:MOST_VARIANTS]:
            row = rows.get(by_id.get(variant.id))
            points += self._tell_variant(backend, variant, row, regions)
        if payload.get("pictures") and not shown.thumbnail:
            text = self.env._("No picture is shown, although Odoo has one.")
            points.append(Point("shopper", "warn", text, "resync"))
        return points

    def _tell_variant(self, backend, variant, row, regions):
        """Say of a variant what it costs in each region, and whether it can be bought.

        :param row: of the payload, None of one that Odoo doesn't have
        """
        _ = self.env._
        texts, tone, mend = [], "good", None
        for region in regions:
            price = variant.prices.get(region.medusa_id)
            wanted = get_wanted_amount(row, region) if row else None
            text, is_right = self._tell_price(backend, region, price, wanted)
            texts.append(text)
            if not is_right:
                tone = "warn"
        if variant.is_sold_out:
            tone, mend = "warn", "store"
            texts.append(
                _(
                    "Sold out: no stock in a location of the shop's sales channels. Where Odoo "
                    "has some, link the location to the channel in Medusa, and map the warehouse."
                )
            )
        elif variant.quantity is not None:
            texts.append(_("%g can be bought.", variant.quantity))
        else:
            texts.append(_("It can be bought: the store doesn't count its stock."))
        return [Point("shopper", tone, f"{variant.title}: " + " ".join(texts), mend)]

    def _tell_price(self, backend, region, price, wanted):
        """Return (sentence, whether it is as in Odoo)."""
        _ = self.env._
        names = {"region": region.name, "odoo": self._format(region, wanted)}
        if not price:
            return _("%(region)s: no price.", **names), wanted is None
        names["amount"] = self._format(region, price.amount)
        if wanted is None:
            return _("%(region)s: %(amount)s, a price that isn't Odoo's.", **names), True
        if float_is_zero(price.amount - wanted, precision_digits=4):
            return _("%(region)s: %(amount)s, as in Odoo.", **names), True
        if not price.price_list_id:
            return _("%(region)s: %(amount)s, in Odoo %(odoo)s.", **names), False
        ours = backend.price_list_ids.filtered(lambda row: row.medusa_id == price.price_list_id)
        if ours:
            names["list"] = ours.name
            return _(
                "%(region)s: %(amount)s by price list %(list)s, without it %(odoo)s.", **names
            ), True
        return _(
            "%(region)s: %(amount)s, in Odoo %(odoo)s: a price list that was made in Medusa "
            "comes before it.",
            **names,
        ), False

    def _format(self, region, amount):
        if amount is None:
            return ""
        code = (region.currency_code or "").upper()
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)], limit=1)
        return format_amount(self.env, amount, currency) if currency else f"{amount:g} {code}"


def get_wanted_amount(row, region):
    """Return what one piece of a variant costs in a region as Odoo wants it, or None.

    :param dict row: of the payload
    :param region: `medusa.region`
    """
    found = None
    for price in row["prices"]:
        if price["currency_code"] != region.currency_code or (price.get("min_quantity") or 1) > 1:
            continue
        own = (price.get("rules") or {}).get(REGION_RULE)
        if own == region.medusa_id:
            return price["amount"]
        if not own:
            found = price["amount"]
    return found
