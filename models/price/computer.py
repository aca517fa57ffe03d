from odoo import fields, models

from ...sync.price_ranges import close_ranges
from .markets import get_markets, make_market
from .rules import RuleBook
from .sellable import get_extra


class MedusaPriceComputer(models.AbstractModel):
    """Computes prices as Odoo does, for many variants at once, in the amounts Medusa takes.

    A price is `{"currency_code", "amount"[, "min_quantity"][, "max_quantity"][, "rules"]}`, the
    amount in the currency's major unit; quantities are in the product's own unit of measure.
    """

    _name = "medusa.price.computer"
    _description = "Medusa Price Computer"

    def _compute_base_prices(self, backend, variants):
        """Return {variant id: base prices} of the store.

        Each price line gives its currency, or its regions; without any line it is the sales price,
        attribute extras included, in the company's currency.

        :param backend: `medusa.backend`
        :param variants: `product.product` records
        :return: lists of prices, per currency and region the price at quantity 1 first
        :rtype: dict
        """
        variants = self._prepare_variants(backend, variants)
        prices = {variant.id: [] for variant in variants}
        if not backend.price_line_ids:
            for key, amount in self._compute_sales_prices(backend, variants).items():
                prices[key].append(self._prepare_price(backend.currency_id, amount))
        for line in backend.price_line_ids:
            for key, rows in self._compute_for_markets(line, variants).items():
                prices[key] += rows
        return prices

    def _compute_for_markets(self, source, variants):
        """Return {variant id: prices} of a pricelist for all of its markets.

        :param source: `medusa.price.line` or `medusa.price.list`
        :param variants: `product.product` records
        :rtype: dict
        """
        backend, pricelist = source.backend_id, source.pricelist_id
        prices, known = {variant.id: [] for variant in variants}, {}
        for market in get_markets(source):
            # Regions that are taxed alike have the same prices.
            same = (market.tax, market.position)
            if same not in known:
                known[same] = self._compute_pricelist(backend, pricelist, variants, market)
            for key, rows in known[same].items():
                prices[key] += [{**row, **market.rules} for row in rows]
        return prices

    def _compute_pricelist(self, backend, pricelist, variants, market=None):
        """Return {variant id: prices} of a pricelist, with a price for each quantity break.

        :param pricelist: `product.pricelist`
        :param variants: `product.product` records
        :param Market market: whose taxes count, by default all who pay in its currency
        :return: lists of prices, without what makes them a region's
        :rtype: dict
        """
        market = market or make_market(backend, pricelist.currency_id)
        variants = self._prepare_variants(backend, variants)
        pricelist = pricelist.with_company(backend.company_id).with_context(
            medusa_rule_book=RuleBook(variants), allowed_company_ids=backend.company_id.ids
        )
        date = fields.Datetime.now()
        result = {variant.id: [] for variant in variants}
        for quantities, members in self._group_by_rules(pricelist, variants, date):
            for quantity in quantities:
                amounts = pricelist._get_products_price(members, quantity, date=date)
                amounts = self._apply_tax(market, members, amounts, pricelist.currency_id)
                for key, amount in amounts.items():
                    price = self._prepare_price(pricelist.currency_id, amount, quantity)
                    self._add_break(result[key], price)
        for rows in result.values():
            close_ranges(rows)
        return result

    # === RULES === #

    def _group_by_rules(self, pricelist, variants, date):
        """Return [(quantities, variants)]: those that share their rules are computed together.

        :rtype: list[tuple[list[float], product.product]]
        """
        groups, breaks = {}, {}
        for variant in variants:
            quantities = self._get_breaks(pricelist, variant, date, breaks)
            extra = get_extra(variant.product_tmpl_id)
            key = (pricelist._get_applicable_rules(variant, date), quantities, extra)
            groups.setdefault(key, []).append(variant.id)
        return [
            (
                [1.0, *sorted(quantities)],
                self._with_extra(variants.browse(ids), extra).with_prefetch(variants._prefetch_ids),
            )
            for (_rules, quantities, extra), ids in groups.items()
        ]

    def _with_extra(self, variants, extra):
        """Return the variants so that Odoo adds an extra to their sales price."""
        if not extra:
            return variants
        return variants.with_context(no_variant_attributes_price_extra=extra)

    def _get_breaks(self, pricelist, variant, date, known):
        """Return the quantities above 1 at which some rule for the variant begins.

        Rules of the pricelists that this one is based on count as well. Odoo sees to it that
        pricelists aren't based on each other in a circle.

        :param dict known: what was found before, for the same rules of the same pricelist
        :rtype: frozenset[float]
        """
        rules = pricelist._get_applicable_rules(variant, date)
        own_key = (pricelist.id, rules)
        if own_key not in known:
            bases = rules.filtered(lambda rule: rule.base == "pricelist").base_pricelist_id
            quantities = frozenset(rule.min_quantity for rule in rules if rule.min_quantity > 1)
            known[own_key] = quantities, bases
        quantities, bases = known[own_key]
        for base in bases:
            quantities |= self._get_breaks(base, variant, date, known)
        return quantities

    # === AMOUNTS === #

    def _compute_sales_prices(self, backend, variants):
        """Return {variant id: sales price with the attribute extras}, in the company's currency."""
        company, currency = backend.company_id, backend.currency_id
        amounts, known, currencies = {}, {}, {}
        by_company = self._is_currency_the_companys()
        for variant in variants:
            product = variant.product_tmpl_id
            if product.id not in known:
                # Read off the template, where its currency isn't computed for each variant.
                key = product.company_id.id if by_company else product.id
                if key not in currencies:
                    # Without the others, for which Odoo would compute it as well.
                    currencies[key] = product.with_prefetch(product.ids).currency_id
                known[product.id] = get_extra(product), currencies[key]
            extra, own = known[product.id]
            price = variant.lst_price + extra
            if own != currency:
                price = own._convert(price, currency, company, round=False)
            amounts[variant.id] = price
        return self._apply_tax(make_market(backend, currency), variants, amounts, currency)

    def _is_currency_the_companys(self):
        """Return whether products of one company have one currency, as Odoo itself has it."""
        field = self.env["product.template"]._fields["currency_id"]
        paths = self.env.registry.field_depends[field]
        return {path.split(".")[0] for path in paths} == {"company_id"}

    def _apply_tax(self, market, variants, amounts, currency):
        """Return the amounts with or without tax, as the store wants them.

        The taxes are the product's own, mapped by the market's fiscal position.

        :param Market market: see `markets`
        :param dict amounts: {variant id: amount in `currency`, as Odoo has it}
        """
        if market.tax == "as_is" or "taxes_id" not in variants._fields:
            return amounts
        ours = self.env["account.tax"]._check_company_domain(variants.env.company)
        return {
            variant.id: self._compute_taxed(
                market, variant, variant.taxes_id.filtered_domain(ours), amounts[variant.id],
                currency,
            )
            for variant in variants
        }  # fmt: skip

    def _compute_taxed(self, market, variant, taxes, amount, currency):
        """Return one amount with or without its taxes."""
        mapped = market.position.map_tax(taxes)
        if mapped != taxes:
            amount = taxes._adapt_price_unit_to_another_taxes(amount, variant, taxes, mapped)
        if not mapped:
            return amount
        totals = mapped.compute_all(amount, currency=currency, product=variant)
        return totals[f"total_{market.tax}"]

    # === HELPERS === #

    def _prepare_variants(self, backend, variants):
        """Return the variants in the store's company: costs and taxes depend on it."""
        return variants.with_company(backend.company_id).with_context(
            allowed_company_ids=backend.company_id.ids
        )

    def _prepare_price(self, currency, amount, quantity=1.0):
        """Return a price as Medusa takes it, with just the decimals of its currency.

        :param float quantity: from which on it is valid, at least 1
        """
        rounded = currency.round(amount)
        price = {
            "currency_code": currency.name.lower(),
            # No float noise is sent: 19.99 and not 19.990000000000002; and 0 instead of -0.
            "amount": float(f"{rounded:.{currency.decimal_places}f}") + 0.0,
        }
        if quantity > 1:
            price["min_quantity"] = int(quantity) if quantity.is_integer() else quantity
        return price

    def _add_break(self, rows, price):
        """Add the price of a quantity unless the smaller quantity has the same already."""
        if not rows or rows[-1]["amount"] != price["amount"]:
            rows.append(price)
