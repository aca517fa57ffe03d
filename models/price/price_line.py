from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .currencies import get_store_currencies


class MedusaPriceLine(models.Model):
    """Which pricelist of Odoo gives a currency of the store its base prices."""

    _name = "medusa.price.line"
    _description = "Medusa Price Line"
    _inherit = ["medusa.guarded.mixin"]
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
    is_supported = fields.Boolean(
        "In the Store", compute="_compute_is_supported", help="Whether the store has this currency."
    )

    _currency_unique = models.Constraint(
        "UNIQUE (backend_id, currency_id)",
        "Two price lines of a store have the same currency. A currency has one base price: "
        "remove one of the lines, or push its pricelist as a Medusa price list.",
    )

    @api.constrains("backend_id", "pricelist_id")
    def _check_currency(self):
        """Refuse a second line of a currency, by the names of both pricelists."""
        for line in self:
            for other in line.backend_id.price_line_ids - line:
                if other.currency_id == line.currency_id:
                    raise ValidationError(
                        self.env._(
                            "%(one)s and %(other)s are both in %(currency)s, and a currency has "
                            "one base price in a store. Remove one of the two, or push its "
                            "pricelist as a Medusa price list.",
                            one=line.pricelist_id.display_name,
                            other=other.pricelist_id.display_name,
                            currency=line.currency_id.name,
                        )
                    )

    @api.depends("currency_id", "backend_id.store_currencies")
    def _compute_is_supported(self):
        for line in self:
            codes = get_store_currencies(line.backend_id)
            line.is_supported = (line.currency_id.name or "").lower() in codes
