from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .currencies import get_store_currencies
from .markets import check_regions, propose_regions


class MedusaPriceLine(models.Model):
    """Which pricelist of Odoo gives a currency of the store, or some regions, the base prices."""

    _name = "medusa.price.line"
    _description = "Medusa Price Line"
    _inherit = ["medusa.guarded.mixin", "medusa.regional.mixin"]
    _order = "sequence, id"
    _rec_name = "pricelist_id"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    sequence = fields.Integer(default=10)
    pricelist_id = fields.Many2one(
        "product.pricelist", required=True, ondelete="restrict", check_company=True
    )
    currency_id = fields.Many2one(related="pricelist_id.currency_id", store=True, string="Currency")
    region_ids = fields.Many2many(
        help="The prices are for these regions of the store. Empty: for all that have none of "
        "their own.",
    )
    is_general = fields.Boolean(compute="_compute_is_general", store=True)
    is_supported = fields.Boolean(
        "In the Store", compute="_compute_is_supported", help="Whether the store has this currency."
    )

    _general_unique = models.UniqueIndex(
        "(backend_id, currency_id) WHERE is_general",
        "Two price lines of a store have the same currency. A currency has one base price, but "
        "for regions of their own: choose regions for one of the lines, remove it, or push its "
        "pricelist as a Medusa price list.",
    )

    @api.constrains("backend_id", "pricelist_id", "region_ids")
    def _check_markets(self):
        """Refuse a second line of a market, by the names of both pricelists."""
        for line in self:
            check_regions(line)
            for other in line.backend_id.price_line_ids - line:
                if other.currency_id == line.currency_id:
                    line._check_apart(other)

    def _check_apart(self, other):
        """:raise ValidationError: if another line of this currency is for the same market."""
        names = {
            "one": self.pricelist_id.display_name,
            "other": other.pricelist_id.display_name,
            "currency": self.currency_id.name,
        }
        both = self.region_ids & other.region_ids
        if both:
            raise ValidationError(
                self.env._(
                    "%(one)s and %(other)s are both for region %(region)s in %(currency)s, and a "
                    "region has one base price. Take the region out of one of the two lines.",
                    **names,
                    region=both[0].name,
                )
            )
        if not self.region_ids and not other.region_ids:
            raise ValidationError(
                self.env._(
                    "%(one)s and %(other)s are both in %(currency)s, and a currency has one base "
                    "price in a store, but for regions of their own. Choose regions for one of the "
                    "two, remove it, or push its pricelist as a Medusa price list.",
                    **names,
                )
            )

    @api.depends("region_ids")
    def _compute_is_general(self):
        for line in self:
            line.is_general = not line.region_ids

    @api.depends("currency_id", "backend_id.store_currencies")
    def _compute_is_supported(self):
        for line in self:
            codes = get_store_currencies(line.backend_id)
            line.is_supported = (line.currency_id.name or "").lower() in codes

    @api.onchange("pricelist_id")
    def _onchange_pricelist_id(self):
        """Propose the regions that the pricelist's country groups are."""
        self.region_ids = propose_regions(self)
