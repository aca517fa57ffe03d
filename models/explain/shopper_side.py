from dataclasses import dataclass

from odoo import models
from odoo.tools import format_amount

from ...medusa.exceptions import MedusaError, MedusaValidationError
from ...medusa.regions import REGION_RULE
from ...medusa.storefront import StorefrontClient
from ...sync.causes import (
    Cause,
    find_hidden_cause,
    find_key_cause,
    find_price_cause,
    find_stock_cause,
)
from ...sync.held import Held, Surroundings, read_held, read_surroundings
from ...sync.ownership import is_sent
from ...sync.shopper import ShownProduct, look_as_shopper
from ..core.transaction import let_go
from ..store.words import get_answer
from .cause_texts import CAUSE_MENDS, tell_cause
from .point import Point
from .store_side import PATIENCE

# More variants and regions nobody reads, or waits for.
MOST_VARIANTS = 20
MOST_REGIONS = 10


@dataclass(frozen=True)
class Seen:
    """A product as a shopper sees it, and what decides about that.

    :param shown: None where no shopper sees it
    :param held: None where the store doesn't have it
    :param refusal: what the shop said of its key
    """

    shown: ShownProduct | None
    held: Held | None
    around: Surroundings
    refusal: MedusaValidationError | None = None


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
        try:
            seen = self._look(backend, key, inspection.medusa_id, regions.mapped("medusa_id"))
        except MedusaError as error:
            text = self.env._("The shop can't be read: %s", get_answer(backend, error))
            return [Point("shopper", "bad", text, "store")]
        cause = find_key_cause(seen.around)
        if cause is None and seen.refusal:
            # Not for the key: a region is gone, say.
            text = self.env._("The shop can't be read: %s", get_answer(backend, seen.refusal))
            return [Point("shopper", "bad", text, "store")]
        if cause is None and not seen.shown:
            cause = find_hidden_cause(seen.held, seen.around, get_wanted_status(payload))
        if cause:
            text = self.env._("Nothing. %s", tell_cause(self.env, cause))
            return [Point("shopper", "bad", text, CAUSE_MENDS.get(cause.kind))]
        return self._tell_shown(backend, seen, regions, inspection, payload)

    def _look(self, backend, key, product_id, region_ids):
        """Return what a shopper sees of a product, and what decides about it."""
        timeout = (10.0, PATIENCE)
        with (
            self._get_quick_client(backend) as admin,
            StorefrontClient(backend.url, key, timeout=timeout) as client,
        ):
            let_go(self.env)
            around = read_surroundings(admin, key)
            held = read_held(admin, [product_id]).get(product_id)
            try:
                shown = look_as_shopper(client, [product_id], region_ids).get(product_id)
            except MedusaValidationError as refusal:
                return Seen(None, held, around, refusal)
            return Seen(shown, held, around)

    def _tell_shown(self, backend, seen, regions, inspection, payload):
        points = [Point("shopper", "good", self.env._("A shopper finds the product."))]
        if not regions:
            text = self.env._(
                "The store has no region: no shopper sees a price. Add one in Medusa's admin."
            )
            points.append(Point("shopper", "bad", text, "admin"))
        by_id = {medusa_id: key for key, medusa_id in inspection.variant_ids.items()}
        rows = {row["external_id"]: row for row in payload["variants"]}
        for variant in list(seen.shown.variants.values())[:MOST_VARIANTS]:
            row = rows.get(by_id.get(variant.id))
            points.append(self._tell_variant(backend, seen, variant, row, regions))
        if payload.get("pictures") and not seen.shown.thumbnail:
            text = tell_cause(self.env, Cause("no_picture"))
            points.append(Point("shopper", "warn", text, CAUSE_MENDS["no_picture"]))
        return points

    def _tell_variant(self, backend, seen, variant, row, regions):
        """Say of a variant what it costs in each region, and whether it can be bought.

        :param row: of the payload, None of one that Odoo doesn't have
        """
        _ = self.env._
        held = seen.held.variants.get(variant.id) if seen.held else None
        texts, causes = [], []
        for region in regions:
            shown = variant.prices.get(region.medusa_id)
            wanted = get_wanted_amount(row, region) if row else None
            market = (region.currency_code, region.medusa_id)
            cause = find_price_cause(shown, wanted, held, market, self._get_own_lists(backend))
            texts.append(self._tell_price(region, shown, wanted, cause))
            causes.append(cause)
        cause = find_stock_cause(variant, held, seen.around)
        if cause:
            texts.append(_("Sold out. %s", tell_cause(self.env, cause)))
        elif variant.quantity is not None and variant.quantity > 0:
            texts.append(_("%g can be bought.", variant.quantity))
        elif variant.quantity is not None:
            texts.append(_("None is in stock, but it can be ordered all the same."))
        else:
            texts.append(_("It can be bought: the store doesn't count its stock."))
        faults = [cause for cause in (*causes, cause) if cause and cause.is_fault]
        is_good = not faults and not cause
        mends = [CAUSE_MENDS[fault.kind] for fault in faults if fault.kind in CAUSE_MENDS]
        text = _("%(variant)s: %(texts)s", variant=variant.title, texts=" ".join(texts))
        return Point("shopper", "good" if is_good else "warn", text, next(iter(mends), None))

    def _get_own_lists(self, backend):
        """Return {Medusa id: name} of the price lists that are Odoo's."""
        lists = backend.price_list_ids.filtered("medusa_id")
        return {row.medusa_id: row.name for row in lists}

    def _tell_price(self, region, shown, wanted, cause):
        """Return what a shopper pays in a region, beside Odoo's price, and why it differs."""
        _ = self.env._
        names = {"region": region.name, "odoo": self._format(region, wanted)}
        names["why"] = tell_cause(self.env, cause) if cause else ""
        if not shown:
            return _("%(region)s: no price. %(why)s", **names)
        names["amount"] = self._format(region, shown.amount)
        if wanted is None:
            return _("%(region)s: %(amount)s, a price that isn't Odoo's.", **names)
        if not cause:
            return _("%(region)s: %(amount)s, as in Odoo.", **names)
        return _("%(region)s: %(amount)s, in Odoo %(odoo)s. %(why)s", **names)

    def _format(self, region, amount):
        if amount is None:
            return ""
        code = (region.currency_code or "").upper()
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)], limit=1)
        return format_amount(self.env, amount, currency) if currency else f"{amount:.15g} {code}"


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


def get_wanted_status(payload):
    """Return the status that Odoo gives a product at least at its creation, or None."""
    is_ours = is_sent(payload["owners"], "status", creating=True)
    return payload["product"].get("status") if is_ours else None
