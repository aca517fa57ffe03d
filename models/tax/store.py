from odoo import api, fields, models

from ..core.toast import make_toast
from .advice import get_rounding_text, get_tax_texts
from .taxes import find_rate, get_used_taxes, has_taxes


class MedusaTaxMixin(models.AbstractModel):
    """Which tax classes the products of a store have."""

    _name = "medusa.tax.mixin"
    _description = "Tax Classes of a Medusa Store"

    tax_rate_ids = fields.One2many("medusa.tax.rate", "backend_id", "Tax Rates of the Store")
    tax_map_ids = fields.One2many("medusa.tax.map", "backend_id", "Tax Classes")
    has_taxes = fields.Boolean(compute="_compute_has_taxes")
    tax_warning = fields.Text(compute="_compute_tax_warning")
    tax_note = fields.Text(compute="_compute_tax_note")
    told_tax_warning = fields.Text(readonly=True, copy=False)

    def _compute_has_taxes(self):
        self.has_taxes = has_taxes(self.env)

    @api.depends("tax_map_ids.tax_id", "tax_map_ids.rate_id", "tax_rate_ids.active")
    @api.depends_context("lang")
    def _compute_tax_warning(self):
        for backend in self:
            backend.tax_warning = "\n".join(get_tax_texts(backend)) if backend.id else False

    @api.depends("price_tax", "price_line_ids.region_ids", "tax_rate_ids.active")
    @api.depends_context("lang")
    def _compute_tax_note(self):
        for backend in self:
            backend.tax_note = backend.id and get_rounding_text(backend)

    def action_list_taxes(self):
        """List the taxes of the products for each country that the store has tax rates of.

        Where just one rate is of a tax's percentage, it is chosen.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.check_access("write")
        rates = self.tax_rate_ids
        if not rates:
            return make_toast(
                self.env._(
                    "The store has no tax rates, or the connection wasn't tested since they were "
                    "made."
                )
            )
        known = {(row.tax_id, row.place) for row in self.tax_map_ids}
        taxes = get_used_taxes(self)
        rows = [
            {
                "backend_id": self.id,
                "tax_id": tax.id,
                "place": place,
                "rate_id": find_rate(rates, place, tax).id,
            }
            for place in sorted(set(rates.mapped("place")))
            for tax in taxes
            if (tax.id, place) not in known
        ]
        self.env["medusa.tax.map"].create(rows)
        return make_toast(self.env._("Lines added: %s.", len(rows)), "success")


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.tax.mixin"]


class MedusaOtherDatabase(models.Model):
    _inherit = "medusa.other.database"

    def _forget_pushed(self, backend):
        result = super()._forget_pushed(backend)
        # sudo: nobody but the connector writes it.
        backend.sudo().tax_rate_ids.rules_hash = False
        return result
