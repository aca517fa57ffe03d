from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from .taxes import has_taxes


class MedusaTaxMap(models.Model):
    """Which rate of the store a sales tax of Odoo is, in one country."""

    _name = "medusa.tax.map"
    _description = "Medusa Tax Map"
    _inherit = ["medusa.guarded.mixin"]
    _order = "place, sequence, id"
    _rec_name = "tax_name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    # No plain link: `account`, which has the taxes, need not be installed.
    tax_model = fields.Char(compute="_compute_tax_model")
    tax_id = fields.Many2oneReference("Sales Tax", model_field="tax_model", required=True)
    tax_name = fields.Char("Tax", compute="_compute_tax")
    tax_percent = fields.Float("Tax (%)", compute="_compute_tax", digits=(12, 4))
    place = fields.Char(
        "Country",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
        help="See the tax rates of the store.",
    )
    rate_id = fields.Many2one(
        "medusa.tax.rate",
        "Tax Rate of the Store",
        ondelete="cascade",
        domain="[('backend_id', '=', backend_id), ('place', '=', place)]",
        help="Empty: not chosen yet. Products with the tax have the country's default rate.",
    )

    _tax_unique = models.Constraint(
        "UNIQUE (backend_id, tax_id, place)", "A tax has one rate of the store per country."
    )

    def _compute_tax_model(self):
        self.tax_model = "account.tax"

    @api.depends("tax_id")
    def _compute_tax(self):
        for row in self:
            tax = row._get_tax()
            row.tax_name = tax.display_name if tax else self.env._("(deleted)")
            row.tax_percent = tax.amount if tax and tax.amount_type == "percent" else 0.0

    @api.depends("rate_id")
    def _compute_place(self):
        for row in self:
            row.place = row.rate_id.place or row.place

    @api.constrains("backend_id", "tax_id", "rate_id")
    def _check_map(self):
        for row in self:
            if row.rate_id.backend_id - row.backend_id:
                raise ValidationError(
                    self.env._("Tax rate %s is another store's.", row.rate_id.display_name)
                )
            if has_taxes(self.env):
                row._check_tax()

    def _check_tax(self):
        """:raise ValidationError: unless it is a sales tax of the store's company."""
        tax, company = self._get_tax(), self.backend_id.company_id
        if not tax or tax.type_tax_use == "purchase":
            raise ValidationError(
                self.env._("%s is no sales tax. Choose one of those.", self.tax_name)
            )
        if not tax.filtered_domain(tax._check_company_domain(company)):
            raise ValidationError(
                self.env._(
                    "Tax %(tax)s isn't one of %(company)s, whose products this store gets.",
                    tax=tax.name,
                    company=company.name,
                )
            )

    def _get_tax(self):
        """Return the tax, something false where it was deleted or there are no taxes."""
        # sudo: its name and percentage are all that is read.
        return has_taxes(self.env) and (
            self.env["account.tax"].sudo().browse(self.tax_id or []).exists()
        )

    def _has_other_percent(self):
        """Tell whether the rate isn't what Odoo computes by the tax."""
        tax = self._get_tax()
        if not (tax and self.rate_id):
            return False
        same = float_compare(tax.amount, self.rate_id.percent, precision_digits=4) == 0
        return tax.amount_type == "percent" and not same
