from odoo import api, fields, models
from odoo.exceptions import UserError

from ...sync.list_prices import get_key
from .sellable import filter_sellable, forbids_zero
from .strike import find_strikes, group_by_market, pushes_strikes

# By what the store's list of today's prices is found again, where others have a pricelist's id.
STRIKE_ID = "strike"


class MedusaPriceList(models.Model):
    """The one price list of a store that no pricelist is: today's prices of what is struck."""

    _inherit = "medusa.price.list"

    is_strike = fields.Boolean("Strike Prices", readonly=True)

    _strike_unique = models.UniqueIndex(
        "(backend_id) WHERE is_strike", "A store has one price list for its strike prices."
    )

    @api.depends("is_strike")
    def _compute_external_id(self):
        strikes = self.filtered("is_strike")
        strikes.external_id = STRIKE_ID
        return super(MedusaPriceList, self - strikes)._compute_external_id()

    @api.depends("is_strike")
    def _compute_name(self):
        strikes = self.filtered("is_strike")
        for price_list in strikes:
            lang = price_list.backend_id.lang
            price_list.name = price_list.with_context(lang=lang).env._("Strike prices")
        return super(MedusaPriceList, self - strikes)._compute_name()

    @api.depends("backend_id.push_strike_prices")
    def _compute_state(self):
        result = super()._compute_state()
        for price_list in self.filtered("is_strike"):
            if not pushes_strikes(price_list.backend_id):
                price_list.state = "removing"
            elif not price_list.failure_type:
                price_list.state = "synced" if price_list.medusa_id else "new"
            else:
                price_list.state = "error"
        return result

    def action_remove(self):
        if self.filtered("is_strike"):
            raise UserError(
                self.env._(
                    "The strike prices have this price list of their own. Switch them off on the "
                    "store's form, page Prices, and the next run deletes it."
                )
            )
        return super().action_remove()

    def _is_leaving(self):
        if self.is_strike:
            return not self.backend_id.push_strike_prices
        return super()._is_leaving()

    def _is_absent(self):
        if self.is_strike:
            # As long as it is needed, all else leaves it: what stayed would be sold for ever.
            return not (pushes_strikes(self.backend_id) or self._is_needed())
        return super()._is_absent()

    def _is_needed(self):
        """Tell whether products in the store still have a price to compare with as base price."""
        domain = [("backend_id", "=", self.backend_id.id), ("struck", "!=", False)]
        bindings = self.env["medusa.product.binding"]
        return self._may_be_there() and bool(bindings.search_count(domain, limit=1))

    def _prepare_header(self):
        header = super()._prepare_header()
        if not self.is_strike:
            return header
        # For everybody, always: the base price is the one to compare with.
        always = {"type": "sale", "status": "active", "starts_at": None, "ends_at": None}
        return {**header, **always, "description": self.name, "rules": {}}


class MedusaPriceListPush(models.AbstractModel):
    """Puts today's prices of what is struck through into their list."""

    _inherit = "medusa.price.list.push"

    def _get_own_regions(self, price_list):
        regions = super()._get_own_regions(price_list)
        if price_list.is_strike:
            regions.update(price_list.backend_id.price_line_ids.region_ids.mapped("medusa_id"))
        return regions

    def _compute_wanted(self, price_list, bindings, counts):
        if not price_list.is_strike:
            return super()._compute_wanted(price_list, bindings, counts)
        backend = price_list.backend_id
        medusa_ids = {
            binding.product_id.id: binding.medusa_id for binding in bindings if binding.product_id
        }
        variants, zero_is_forbidden = bindings.product_id, forbids_zero(backend)
        base = self.env["medusa.price.computer"]._compute_base_prices(backend, variants)
        shown = {key: filter_sellable(rows, zero_is_forbidden) for key, rows in base.items()}
        wanted = {}
        for key, strikes in find_strikes(backend, variants, shown).items():
            groups = group_by_market(shown[key])
            rows = [row for market in strikes for row in groups[market]]
            wanted |= {get_key(medusa_ids[key], row): row for row in rows}
        return wanted

    def _get_deletable(self, price_list, records):
        """Leave what the base price was made dearer for, until it is today's again."""
        if not price_list.is_strike:
            return super()._get_deletable(price_list, records)
        return records.filtered(lambda record: not record._is_struck())


class MedusaPriceListPrice(models.Model):
    _inherit = "medusa.price.list.price"

    def _get_market(self):
        """Return what it is for, see `sync.prices`."""
        return f"{self.currency_code} {self.region or ''}".strip()

    def _is_struck(self):
        """Tell whether the base price in the store is, or may be, the price to compare with."""
        variant = self.variant_binding_id
        key = f"{variant.external_id} {self._get_market()}"
        return key in (variant.product_binding_id.struck or [])
