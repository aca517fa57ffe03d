from odoo import api, fields, models

from ..core.sentence import say_of


class MedusaTaxRate(models.Model):
    """A tax rate of a store, of one country or a part of one."""

    _name = "medusa.tax.rate"
    _description = "Medusa Tax Rate"
    _inherit = ["medusa.store.record.mixin"]
    _order = "place, is_default desc, name, id"
    _resource = "tax_rates"

    place = fields.Char("Country", help="Its ISO code, or that of a part of it, as US-CA.")
    code = fields.Char()
    percent = fields.Float("Rate (%)", digits=(12, 4))
    is_default = fields.Boolean(
        "Default", help="All products of the country have it that no other rate names."
    )
    # What was pushed last
    pushed = fields.Json(
        "Products Pushed",
        readonly=True,
        help="Ids in the store of the products that have this rate because of Odoo.",
    )
    rules_hash = fields.Char(readonly=True)

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A tax rate is listed once per store."
    )

    @api.depends("name", "place", "percent", "active")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rate in self:
            name = f"{rate.name} ({rate.percent:g} %)"
            if rate.place:
                name = say_of(self.env, rate.place, name)
            rate.display_name = (
                name if rate.active else self.env._("%s: not in the store any more", name)
            )

    def _get_rows(self, info):
        return {
            row.id: {
                "name": row.name or row.code,
                "place": row.place,
                "code": row.code,
                "percent": row.percent or 0.0,
                "is_default": row.is_default,
            }
            for row in info.tax_rates
        }
