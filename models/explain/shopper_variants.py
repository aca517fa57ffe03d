from collections.abc import Sequence
from dataclasses import dataclass

from odoo import models

from ...sync.causes import Cause, find_level_causes, find_stock_cause
from ...sync.wanted import get_wanted_prices
from ..core.number import show_number
from .cause_texts import CAUSE_MENDS, tell_cause
from .point import Point
from .shopper_side import get_markets

# More of them nobody reads: what differs comes first.
MOST_POINTS = 20
_MOST_NAMES = 8


@dataclass(frozen=True)
class Told:
    """What is said of a variant; others of which the same is said share it.

    :param mend: see `Point`
    """

    lines: Sequence[str]
    tone: str
    mend: str | None


class MedusaExplainer(models.AbstractModel):
    """Says of a product's variants what they cost a shopper, and whether they can be bought."""

    _inherit = "medusa.explainer"

    def _tell_variants(self, seen, regions, inspection, job):
        """Return a point for each group of variants of which the same is to be said."""
        by_id = {medusa_id: key for key, medusa_id in inspection.variant_ids.items()}
        rows = {row["external_id"]: row for row in job.payload["variants"]}
        levels = self._read_levels(regions.backend_id, list(rows))
        groups = {}
        for variant in seen.shown.variants.values():
            key = by_id.get(variant.id)
            told = self._tell_variant(seen, variant, job, rows.get(key), regions, levels.get(key))
            groups.setdefault(told, []).append(variant.title)
        for key, row in rows.items():
            told = self._tell_missing(seen, job.variant_ids.get(key))
            if told:
                groups.setdefault(told, []).append(row["fields"].get("title") or key)
        ordered = sorted(groups.items(), key=lambda group: group[0].tone == "good")
        is_alone = sum(map(len, groups.values())) == 1
        points = [
            Point(
                "shopper",
                told.tone,
                "\n".join([*([] if is_alone else [self._name_variants(names)]), *told.lines]),
                told.mend,
            )
            for told, names in ordered[:MOST_POINTS]
        ]
        left = sum(len(names) for _told, names in ordered[MOST_POINTS:])
        if left:
            text = self.env._("%s more variants aren't listed here.", left)
            points.append(Point("shopper", "info", text, "admin"))
        return points

    def _name_variants(self, names):
        shown, left = ", ".join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
        if left > 0:
            return self.env._("%(names)s and %(count)s more:", names=shown, count=left)
        return self.env._("%(variants)s:", variants=shown)

    def _read_levels(self, backend, keys):
        """Return {external id of a variant: {location's Medusa id: pushed quantity}}."""
        if not backend.push_stock:
            return {}
        # sudo: what was pushed of a product is told with it.
        levels = self.env["medusa.stock.level"].sudo()
        known = [
            ("variant_binding_id.backend_id", "=", backend.id),
            ("variant_binding_id.external_id", "in", keys),
            ("is_known", "=", True),
        ]
        found = {}
        for level in levels.search(known):
            key = level.variant_binding_id.external_id
            found.setdefault(key, {})[level.location_id.medusa_id] = level.quantity
        return found

    def _tell_missing(self, seen, variant_id):
        """Return what is said of a variant that was pushed and isn't shown, None of another."""
        if not variant_id or variant_id in seen.shown.variants:
            return None
        is_held = bool(seen.held and variant_id in seen.held.variants)
        cause = Cause("waiting_index" if is_held else "variant_gone")
        text = tell_cause(self.env, cause)
        line = self.env._("It isn't shown. %s", text)
        return Told((line,), "warn", CAUSE_MENDS[cause.kind])

    def _tell_variant(self, seen, variant, job, row, regions, levels):
        """Say of a variant what it costs in each region, and whether it can be bought.

        :param row: of the payload, None of one that Odoo doesn't have
        :param levels: {location's Medusa id: pushed quantity}, None where none was pushed
        """
        held = seen.held.variants.get(variant.id) if seen.held else None
        wanted = get_wanted_prices(job, row, get_markets(regions)) if row else {}
        # A line each: a shop may have many regions.
        lines, causes = [], []
        for region in regions:
            cause = self._find_price_cause(seen, variant, held, wanted, region)
            shown, amount = variant.prices.get(region.medusa_id), wanted.get(region.medusa_id)
            lines.append(self._tell_price(region, shown, amount, cause).strip())
            causes += [cause] if cause else []
        is_counted = bool(row is None or row["fields"].get("manage_inventory"))
        reasons = self._find_stock_causes(seen, variant, held, is_counted, levels)
        lines.append(self._tell_stock(variant, reasons))
        faults = [cause for cause in (*causes, *reasons) if cause.is_fault]
        mends = [CAUSE_MENDS[cause.kind] for cause in faults or reasons]
        is_good = not faults and not variant.is_sold_out
        return Told(tuple(lines), "good" if is_good else "warn", next(iter(mends), None))

    def _find_stock_causes(self, seen, variant, held, is_counted, levels):
        """Return why a variant is sold out, or its stock another one than was pushed."""
        causes = []
        if is_counted and levels:
            if variant.quantity is None:
                causes = [Cause("not_counted", {"odoo": sum(levels.values())})]
            elif variant.quantity != sum(levels.values()):
                causes = list(find_level_causes(levels, held, seen.around))
        if causes:
            return causes
        cause = find_stock_cause(variant, held, seen.around, is_counted)
        return [cause] if cause else []

    def _tell_stock(self, variant, causes):
        _ = self.env._
        if variant.is_sold_out:
            text = _("Sold out.")
        elif variant.quantity is None:
            text = _("It can be bought: the store doesn't count its stock.")
        elif variant.quantity > 0:
            text = _("%s can be bought.", show_number(variant.quantity))
        else:
            text = _("None is in stock, but it can be ordered all the same.")
        if causes and causes[0].kind == "not_counted":
            return tell_cause(self.env, causes[0])
        return " ".join([text, *(tell_cause(self.env, cause) for cause in causes)])
