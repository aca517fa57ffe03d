from dataclasses import dataclass, field
from urllib.parse import urlsplit

from odoo import models

from ...medusa.exceptions import MedusaError, MedusaValidationError
from ...medusa.storefront import StorefrontClient
from ...sync.causes import (
    Cause,
    find_hidden_cause,
    find_key_cause,
    find_price_cause,
)
from ...sync.held import (
    Held,
    Surroundings,
    read_held,
    read_list_names,
    read_surroundings,
)
from ...sync.picture_push import has_picture
from ...sync.shopper import ShownProduct, look_as_shopper
from ...sync.wanted import Market, get_wanted_status
from ..core.transaction import let_go
from ..price.amounts import Amounts
from ..store.words import get_answer
from .cause_texts import CAUSE_MENDS, tell_cause
from .point import Point
from .store_side import PATIENCE

# More regions nobody waits for.
MOST_REGIONS = 10


@dataclass(frozen=True)
class Seen:
    """A product as a shopper sees it, and what decides about that.

    :param shown: None where no shopper sees it
    :param held: None where the store doesn't have it
    :param refusal: what the shop said of its key
    :param own_lists: {Medusa id: name} of Odoo's price lists
    :param other_lists: the same of those of others that its prices come from
    :param has_file: whether the file of its first picture is there, None of one that isn't Odoo's
    """

    shown: ShownProduct | None
    held: Held | None
    around: Surroundings
    refusal: MedusaValidationError | None = None
    own_lists: dict[str, str] = field(default_factory=dict)
    other_lists: dict[str, str] = field(default_factory=dict)
    has_file: bool | None = None


class MedusaExplainer(models.AbstractModel):
    """Says what a shopper sees of a product, as the Store API tells."""

    _inherit = "medusa.explainer"

    def _ask_shopper(self, backend, inspection, job):
        """Look at a product as a shopper does, and compare prices with Odoo's.

        :param Inspection inspection: what the store holds, see `sync.inspection`
        :param Job job: what Odoo wants, see `sync.job`
        :rtype: list[Point]
        """
        key = backend._read_publishable_keys_sudo().get(backend.id)
        if not key:
            text = self.env._(
                "Nobody looked: enter the publishable key of your shop in the store's settings."
            )
            return [Point("shopper", "info", text, "store")]
        regions = backend.region_ids.filtered("active")[:MOST_REGIONS]
        files = self._find_files(backend, job)
        try:
            seen = self._look(
                backend, key, inspection.medusa_id, regions.mapped("medusa_id"), files
            )
        except MedusaError as error:
            text = self.env._("The shop can't be read: %s", get_answer(backend, error))
            return [Point("shopper", "bad", text, "store")]
        cause = find_key_cause(seen.around)
        if cause is None and seen.refusal:
            # Not for the key: a region is gone, say.
            text = self.env._("The shop can't be read: %s", get_answer(backend, seen.refusal))
            return [Point("shopper", "bad", text, "store")]
        if cause is None and not seen.shown:
            cause = find_hidden_cause(seen.held, seen.around, get_wanted_status(job.payload))
        if cause:
            text = self.env._("Nothing. %s", tell_cause(self.env, cause))
            return [Point("shopper", "bad", text, CAUSE_MENDS.get(cause.kind))]
        return self._tell_shown(seen, regions, inspection, job)

    def _find_files(self, backend, job):
        """Return {address: file in the store} of the product's pictures that Odoo uploaded."""
        urls = list(job.pictures.values())
        pictures = self.env["medusa.picture"].sudo()  # sudo: nobody reads them but for this
        mine = [("backend_id", "=", backend.id), ("url", "in", urls), ("medusa_id", "!=", False)]
        return {row.url: row.medusa_id for row in (pictures.search(mine) if urls else ())}

    def _look(self, backend, key, product_id, region_ids, files):
        """Return what a shopper sees of a product, and what decides about it.

        :param dict files: {address of a picture: its file}
        """
        timeout, own_lists = (10.0, PATIENCE), get_own_lists(backend)
        with (
            self._get_quick_client(backend) as admin,
            StorefrontClient(
                backend.url,
                key,
                timeout=timeout,
                recorder=self.env["medusa.recording"]._open_diary(backend),
            ) as client,
        ):
            let_go(self.env)
            around = read_surroundings(admin, key)
            held = read_held(admin, [product_id]).get(product_id)
            try:
                shown = look_as_shopper(client, [product_id], region_ids).get(product_id)
            except MedusaValidationError as refusal:
                return Seen(None, held, around, refusal)
            prices = [
                price
                for variant in (shown.variants.values() if shown else ())
                for price in variant.prices.values()
            ]
            other_lists = read_list_names(admin, prices, own_lists)
            file_id = files.get(shown.thumbnail) if shown else None
            has_file = has_picture(admin, file_id) if file_id else None
            return Seen(shown, held, around, None, own_lists, other_lists, has_file)

    def _tell_shown(self, seen, regions, inspection, job):
        points = [Point("shopper", "good", self._tell_where(seen))]
        if not regions:
            text = self.env._(
                "The store has no region: no shopper sees a price. Add one in Medusa's admin."
            )
            points.append(Point("shopper", "bad", text, "admin"))
        points += self._tell_variants(seen, regions, inspection, job)
        left = len(regions.backend_id.region_ids.filtered("active")) - len(regions)
        if left:
            text = self.env._("%s more regions weren't looked at.", left)
            points.append(Point("shopper", "info", text, "admin"))
        return points + self._tell_picture(seen, job)

    def _tell_where(self, seen):
        """Return in which sales channels of the shop's key the product is shown."""
        channels = seen.held.channels if seen.held else {}
        names = [name for key, name in channels.items() if key in seen.around.key_channels]
        if not names:
            return self.env._("A shopper finds the product.")
        return self.env._("A shopper finds the product, in: %s.", ", ".join(sorted(names)))

    def _tell_picture(self, seen, job):
        """Return whether a picture is shown, and whether it loads."""
        if not seen.shown.thumbnail:
            if not job.payload.get("pictures"):
                return []
            text = tell_cause(self.env, Cause("no_picture"))
            return [Point("shopper", "warn", text, CAUSE_MENDS["no_picture"])]
        if seen.has_file:
            return [Point("shopper", "good", self.env._("Its picture is shown, and loads."))]
        if seen.has_file is False:
            text = tell_cause(self.env, Cause("picture_gone"))
            return [Point("shopper", "warn", text, CAUSE_MENDS["picture_gone"])]
        text = self.env._(
            "A picture of %s is shown, which isn't Odoo's. Whether it loads, a look at it tells.",
            urlsplit(seen.shown.thumbnail).hostname or seen.shown.thumbnail[:50],
        )
        return [Point("shopper", "info", text, "admin")]

    def _find_price_cause(self, seen, variant, held, wanted, region):
        """Return why a price in a region is other than Odoo's, None where it isn't."""
        shown = variant.prices.get(region.medusa_id)
        if region.medusa_id not in wanted:
            return None if shown else Cause("price_left")
        market = (region.currency_code, region.medusa_id)
        amount = wanted[region.medusa_id]
        return find_price_cause(shown, amount, held, market, seen.own_lists, seen.other_lists)

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
        return Amounts(self.env).tell(amount, region.currency_code or "")


def get_own_lists(backend):
    """Return {Medusa id: name} of the price lists that are Odoo's."""
    lists = backend.price_list_ids.filtered("medusa_id")
    return {row.medusa_id: row.name for row in lists}


def get_markets(regions):
    """Return regions as the engine takes them.

    :param regions: `medusa.region`
    """
    return [Market(region.medusa_id, region.currency_code or "") for region in regions]
