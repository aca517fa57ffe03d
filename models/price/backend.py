from odoo import api, fields, models
from odoo.exceptions import UserError

from ...medusa.exceptions import MedusaError
from ...medusa.pricing import PricingApi


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
    price_list_ids = fields.One2many("medusa.price.list", "backend_id", "Price Lists")
    price_list_count = fields.Integer("Number of Price Lists", compute="_compute_price_list_count")
    price_tax = fields.Selection(
        "_selection_price_tax",
        "Prices and Taxes",
        required=True,
        default="as_is",
        help="Medusa knows per currency whether its prices include tax. The connection test says "
        "when that differs from what is pushed.",
    )
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
            known = backend._get_store_currency_codes()
            missing = backend._get_price_currencies().filtered(
                lambda currency, known=known: currency.name.lower() not in known
            )
            # Before the first test nothing is known of the store.
            names = ", ".join(sorted(missing.mapped("name"))) if backend.store_currencies else ""
            backend.missing_currencies = names or False

    @api.depends("price_line_ids.pricelist_id", "price_list_ids.pricelist_id",
                 "price_list_ids.dearer_count", "price_list_ids.price_type", "price_tax",
                 "store_tax_inclusive",
                 "missing_currencies")  # fmt: skip
    @api.depends_context("lang")
    def _compute_price_warning(self):
        for backend in self:
            lines = [
                backend._get_missing_currency_text(),
                backend._get_tax_text(),
                *backend._get_inexpressible_rules(),
            ]
            backend.price_warning = "\n".join(line for line in lines if line) or False

    def _get_connection_text(self):
        """Add what prices and the store disagree on."""
        text = super()._get_connection_text()
        if self.connection_state == "ok":
            more = (self._get_missing_currency_text(), self._get_tax_text())
            text = "\n".join([text, *filter(None, more)])
        return text

    # === WARNINGS === #

    def _get_missing_currency_text(self):
        if not self.missing_currencies:
            return ""
        return self.env._(
            "The store doesn't support %s: prices in it are pushed but never shown. Add the "
            "currency to the store.",
            self.missing_currencies,
        )

    def _get_tax_text(self):
        """Return a sentence on currencies whose tax setting in the store differs from ours."""
        if self.price_tax == "as_is" or self.store_tax_inclusive is False:
            return ""
        wanted = self.price_tax == "included"
        known = self.store_tax_inclusive or {}
        differing = sorted(
            currency.name
            for currency in self._get_price_currencies()
            # Without a preference Medusa takes prices as without tax.
            if known.get(currency.name.lower(), False) != wanted
        )
        if not (differing and self.store_currencies):
            return ""
        if wanted:
            return self.env._(
                "Prices are pushed with tax, but the store takes those in %s as without: it adds "
                "tax once more. Switch on “Tax inclusive prices” for this currency in Medusa's "
                "settings of the store.",
                ", ".join(differing),
            )
        return self.env._(
            "Prices are pushed without tax, but the store takes those in %s as tax-included. "
            "Switch off “Tax inclusive prices” for this currency in Medusa's settings of the "
            "store.",
            ", ".join(differing),
        )

    def _get_inexpressible_rules(self):
        """Return a sentence for each thing of the pricelists that Medusa can't hold.

        Override it to tell of further kinds of rules.

        :rtype: list[str]
        """
        # sudo: whoever sees the store may know the names of its pricelists.
        lists = self.sudo().price_list_ids
        texts = []
        for pricelist in self.sudo().price_line_ids.pricelist_id | lists.pricelist_id:
            texts += self._get_pricelist_texts(pricelist)
        for price_list in lists.filtered("dearer_count"):
            if price_list.price_type == "sale":
                texts.append(
                    self.env._(
                        "In price list %(name)s some variants (%(count)s) cost more than by their "
                        "base price, which a sale never shows. Choose the type Override.",
                        count=price_list.dearer_count,
                        name=price_list.name,
                    )
                )
        return texts

    def _get_pricelist_texts(self, pricelist):
        """Return what a pricelist says that Medusa can't hold, or not by itself."""
        _, texts = self.env._, []
        if not pricelist.active and pricelist in self.price_line_ids.pricelist_id:
            texts.append(
                _(
                    "Pricelist %(name)s is archived, but still gives %(currency)s its base price.",
                    name=pricelist.name,
                    currency=pricelist.currency_id.name,
                )
            )
        if pricelist.country_group_ids:
            texts.append(
                _(
                    "The country groups of pricelist %s aren't pushed: its prices count in all "
                    "countries.",
                    pricelist.name,
                )
            )
        timed = pricelist.item_ids.filtered(lambda rule: rule.date_start or rule.date_end)
        if timed:
            texts.append(
                _(
                    "Some rules of pricelist %(name)s begin or end at a time (%(count)s): the "
                    "store follows with the next scheduled run.",
                    count=len(timed),
                    name=pricelist.name,
                )
            )
        return texts

    # === ACTION METHODS === #

    def action_add_currencies(self):
        """Let the store support the currencies of the prices.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.check_access("write")
        if not self.missing_currencies:
            return self._notify(self.env._("The store supports all currencies."), "success")
        codes = self.missing_currencies.split(", ")
        try:
            with self._get_client() as client:
                PricingApi(client).add_currencies(self.medusa_store_id, codes)
        except MedusaError as error:
            raise UserError(self.env._("The store refused: %s", error.message)) from error
        self._test_connection()
        return self._notify(self.env._("The store supports %s now.", ", ".join(codes)), "success")

    def action_view_price_lists(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_price_list_action"
        )
        context = {"default_backend_id": self.id}
        return dict(action, domain=[("backend_id", "=", self.id)], context=context)

    def action_accept_new_store(self):
        """Forget the former store's price lists as well."""
        result = super().action_accept_new_store()
        self.price_list_ids.sudo()._forget_store()
        return result

    # === BUSINESS METHODS === #

    def _get_store_currency_codes(self):
        """Return the currencies of the store, as lower-case codes."""
        return set((self.store_currencies or "").lower().replace(",", " ").split())

    def _get_price_currencies(self):
        """Return the currencies that are pushed."""
        base = self.price_line_ids.currency_id or self.company_id.currency_id
        return base | self.price_list_ids.pricelist_id.currency_id

    def _keep_store_records(self, info):
        result = super()._keep_store_records(info)
        self.sudo().store_tax_inclusive = info.tax_inclusive
        groups = {key: {"name": name} for key, name in info.customer_groups}
        self._sync_store_records("medusa.customer.group", groups)
        return result

    def _queue_retries(self):
        """Queue the price lists whose waiting time is over, too."""
        result = super()._queue_retries()
        due = self.price_list_ids.filtered_domain([("next_try", "<=", fields.Datetime.now())])
        if due:
            self._queue_price_list_run("retry", due)
        return result

    def _queue_price_lists(self, price_lists):
        """Let the cron push price lists, and read what the store has of them.

        :return: a client action: a toast
        """
        for backend in self:
            mine = price_lists.filtered(lambda row, backend=backend: row.backend_id == backend)
            backend._queue_price_list_run("manual", mine, force=True)
        self._trigger_queue_sudo()
        return self._notify(
            self.env._(
                "%s are pushed in the background. Follow it under Medusa, Runs.",
                ", ".join(price_lists.mapped("name")),
            )
        )

    def _queue_price_list_run(self, trigger, price_lists, force=False):
        run = self._queue_run(trigger, price_lists.ids, force=force)
        run.scope = "prices"
