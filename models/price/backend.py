from odoo import api, fields, models
from odoo.exceptions import UserError

from ...medusa.exceptions import MedusaError
from ...sync.stores import add_currencies
from ..core.toast import make_toast
from ..store.lists import open_list
from ..store.words import get_answer
from .advice import get_disagreements, get_inexpressible_rules
from .currencies import get_price_currencies, get_store_currencies
from .price_list import FORGOTTEN


class MedusaBackend(models.Model):
    """Which prices a store gets, and what of them it can't hold."""

    _inherit = "medusa.backend"

    price_line_ids = fields.One2many(
        "medusa.price.line",
        "backend_id",
        "Base Prices",
        help="Each pricelist gives its currency the base price. Without any, the sales price is "
        "pushed in the company's currency.",
    )
    price_list_ids = fields.One2many(
        "medusa.price.list", "backend_id", "Price Lists", domain=[("is_strike", "=", False)]
    )
    price_list_count = fields.Integer("Number of Price Lists", compute="_compute_price_list_count")
    price_tax = fields.Selection(
        "_selection_price_tax",
        "Prices and Taxes",
        required=True,
        default="as_is",
        help="Medusa knows per currency whether its prices include tax. The connection test says "
        "when that differs from what is pushed.",
    )
    region_ids = fields.One2many("medusa.region", "backend_id", "Regions of the Store")
    customer_group_ids = fields.One2many("medusa.customer.group", "backend_id")
    store_tax_inclusive = fields.Json(readonly=True, copy=False)
    missing_currencies = fields.Char(compute="_compute_missing_currencies")
    price_warning = fields.Text(compute="_compute_price_warning")

    @api.model
    def _selection_price_tax(self):
        """Return the ways to push prices; taxes exist where `account` is installed."""
        policies = [("as_is", self.env._("As they are in Odoo"))]
        if "taxes_id" in self.env["product.template"]._fields:
            policies += [
                ("included", self.env._("Tax included")),
                ("excluded", self.env._("Tax excluded")),
                ("store", self.env._("As the store takes them, by currency and region")),
            ]
        return policies

    # === CONSTRAINT METHODS === #

    @api.constrains("company_id")
    def _check_pricelist_companies(self):
        """Refuse a company that the store's pricelists don't belong to."""
        self.price_line_ids._check_company()
        self.price_list_ids._check_company()

    # === COMPUTE METHODS === #

    @api.depends("price_list_ids")
    def _compute_price_list_count(self):
        for backend in self:
            backend.price_list_count = len(backend.price_list_ids)

    @api.depends("price_line_ids.currency_id", "price_list_ids.pricelist_id", "store_currencies",
                 "company_id")  # fmt: skip
    def _compute_missing_currencies(self):
        for backend in self:
            known = get_store_currencies(backend)
            missing = get_price_currencies(backend).filtered(
                lambda currency, known=known: currency.name.lower() not in known
            )
            # Before the first test nothing is known of the store.
            names = ", ".join(sorted(missing.mapped("name"))) if backend.store_currencies else ""
            backend.missing_currencies = names or False

    @api.depends("price_line_ids.pricelist_id", "price_list_ids.pricelist_id",
                 "price_list_ids.dearer_count", "price_list_ids.price_type", "price_tax",
                 "price_list_ids.group_ids.active",
                 "store_tax_inclusive", "price_line_ids.region_ids", "price_list_ids.region_ids",
                 "region_ids.tax_setting", "region_ids.countries", "region_ids.active",
                 "push_strike_prices", "key_rights",
                 "missing_currencies")  # fmt: skip
    @api.depends_context("lang")
    def _compute_price_warning(self):
        for backend in self:
            lines = [
                *get_disagreements(backend),
                *backend._get_inexpressible_rules(),
            ]
            backend.price_warning = "\n".join(lines) or False

    def _get_inexpressible_rules(self):
        """Return a sentence for each thing of the pricelists that Medusa can't hold.

        Override it to tell of further kinds of rules.

        :rtype: list[str]
        """
        return get_inexpressible_rules(self)

    # === ACTION METHODS === #

    def action_add_currencies(self):
        """Let the store support the currencies of the prices.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.check_access("write")
        self._check_own_database()
        if not self.missing_currencies:
            return make_toast(self.env._("The store supports all currencies."), "success")
        codes = self.missing_currencies.split(", ")
        try:
            with self._get_client() as client:
                add_currencies(client, self.medusa_store_id, codes)
        except MedusaError as error:
            error.message = get_answer(self, error)
            text = self.env["medusa.failure.mixin"]._tell_failure(error)
            raise UserError(text) from error
        self._test_connection()
        return make_toast(self.env._("The store supports %s now.", ", ".join(codes)), "success")

    def action_view_price_lists(self):
        return open_list(self, "medusa_price_list_action")

    def action_accept_new_store(self):
        """Forget the former store's price lists as well."""
        result = super().action_accept_new_store()
        # sudo: a manager decides, nobody writes what was pushed.
        lists = self.env["medusa.price.list"].sudo().search([("backend_id", "in", self.ids)])
        lists.price_ids.unlink()
        lists.write(FORGOTTEN)
        return result

    # === BUSINESS METHODS === #

    def _keep_store_records(self, info):
        if info.rights.read.get("price_preferences") is not False:
            # sudo: whoever tests the connection need not write the store.
            self.sudo().store_tax_inclusive = info.tax_inclusive
        return super()._keep_store_records(info)


class MedusaOtherDatabase(models.Model):
    _inherit = "medusa.other.database"

    def _forget_pushed(self, backend):
        result = super()._forget_pushed(backend)
        # sudo: nobody but the connector writes it.
        lists = self.env["medusa.price.list"].sudo().search([("backend_id", "=", backend.id)])
        lists.header_hash = False
        return result
