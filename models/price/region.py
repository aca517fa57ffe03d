from odoo import api, fields, models


class MedusaRegionalMixin(models.AbstractModel):
    """What is for some regions of a store, or for all of them."""

    _name = "medusa.regional.mixin"
    _description = "For Regions of a Medusa Store"

    region_ids = fields.Many2many(
        "medusa.region",
        string="Regions",
        domain="[('backend_id', '=', backend_id), ('active', '=', True)]",
        # One that left the store stays chosen: nothing is for everybody because of it.
        context={"active_test": False},
        copy=False,
    )


class MedusaRegion(models.Model):
    """A region of a store: countries that it sells to in one currency."""

    _name = "medusa.region"
    _description = "Medusa Region"
    _inherit = ["medusa.store.record.mixin"]
    _order = "name, id"
    _resource = "regions"

    currency_code = fields.Char("Currency")
    countries = fields.Json(help="ISO codes, upper case, sorted.")
    tax_setting = fields.Selection(
        [("included", "Tax included"), ("excluded", "Tax excluded")],
        "Its Prices in the Store",
        help="As the store takes prices that are for this region. Empty: as those of its currency.",
    )

    _medusa_id_unique = models.Constraint(
        "UNIQUE (backend_id, medusa_id)", "A region is listed once per store."
    )

    @api.depends("name", "currency_code", "active")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for region in self:
            name = f"{region.name} ({(region.currency_code or '').upper()})"
            region.display_name = (
                name if region.active else self.env._("%s: not in the store any more", name)
            )

    def _get_countries(self):
        """Return the countries of these regions, as `res.country` records in a stable order."""
        codes = [code for region in self for code in region.countries or []]
        # sudo: the names of countries are no secret.
        return self.env["res.country"].sudo().search([("code", "in", codes)], order="code")

    def _get_rows(self, info):
        return {
            row.id: {
                "name": row.name,
                "currency_code": row.currency,
                "countries": list(row.countries),
                **self._get_tax_vals(info, row.id),
            }
            for row in info.regions
        }

    def _get_tax_vals(self, info, region_id):
        if info.rights.read.get("price_preferences") is False:
            # Nobody said that it changed.
            return {}
        is_inclusive = info.region_tax_inclusive.get(region_id)
        settings = {None: False, True: "included", False: "excluded"}
        return {"tax_setting": settings[is_inclusive]}
