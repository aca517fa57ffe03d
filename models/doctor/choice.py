from odoo import models

from ..placement.store import get_all_channel_ids
from ..start.steps import STEPS
from .kinds import MENDS

_ALWAYS = "always"


class MedusaFinding(models.Model):
    """Chooses what mends a finding: its kind's own way, or what leads there in its place."""

    _inherit = "medusa.finding"

    def _find_mend(self):
        """Return how it is mended: an entry of `MENDS`, or None."""
        mend = self._get_kinds()[self.kind].mend
        if self.state == "mended" or self._is_rest() or mend is None:
            return None
        if self.kind == "leftover_file" and not (self.facts or {}).get("unused"):
            return None
        mend = self._choose_instead(mend)
        if mend in ("product", "resync") and not self.product_tmpl_id:
            mend = "admin"
        if mend == "admin" and not self.medusa_url:
            return None
        is_known = mend != "step" or (self.facts or {}).get("step") in STEPS
        return mend if mend in MENDS and is_known else None

    def _choose_instead(self, mend):
        """Return what mends it where its kind's own way would come to nothing.

        :param str mend: that of its kind
        """
        if mend == "unmark" and not (self.facts or {}).get("kept"):
            # Which of them is Odoo's, the push asks.
            return "resync"
        needs_channel = mend == "link_channel" or (
            self.kind == "no_channel" and self.product_tmpl_id
        )
        if needs_channel and not get_all_channel_ids(self.backend_id):
            return "channel"
        choose = {"no_price": self._choose_for_price, "no_picture": self._choose_for_picture}
        return choose[self.kind]() if self.kind in choose and self.product_tmpl_id else mend

    def _choose_for_price(self):
        """Return what brings a price: where Odoo has one, a push does."""
        # sudo: whether it has a price is all that is told of it.
        variants = self.sudo().product_tmpl_id.product_variant_ids
        if self.backend_id.owner_prices != _ALWAYS:
            return "admin"
        has_all = variants and all(variant.lst_price > 0 for variant in variants)
        return "resync" if has_all else "product"

    def _choose_for_picture(self):
        """Return what brings a picture: where Odoo has one, a push does."""
        backend = self.backend_id
        if not backend.push_pictures or backend.owner_pictures != _ALWAYS:
            return "admin"
        # sudo: whether it has a picture is all that is told of it.
        product = self.sudo().product_tmpl_id.with_context(bin_size=True)
        return "resync" if product.image_1920 else "product"
