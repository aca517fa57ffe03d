"""Which prices the store shows struck through: Odoo's *Compare to Price*.

In Medusa a price is struck through where a sale has a lower one. So the base price of such a
variant is the price to compare with, and what it costs today stands in a price list of the store,
of the type sale, that is the connector's own. A shopper must never pay the price to compare with:
it becomes the base price only when today's is known to be in the list, and leaves before the list's
does.
"""

from odoo import fields

from ...sync.ownership import ALWAYS
from ...sync.prices import get_market


def pushes_strikes(backend):
    """Tell whether a store gets prices to compare with: base prices must be Odoo's own there.

    :param backend: `medusa.backend`
    """
    return (
        backend.push_strike_prices
        and "compare_list_price" in backend.env["product.template"]._fields
        and backend._get_owners().get("prices", ALWAYS) == ALWAYS
    )


def find_strikes(backend, variants, prices):
    """Return what is to be struck through.

    The price to compare with is a plain number of Odoo's, as it is shown: no tax is added to it or
    taken off. Where some quantity costs as much or more, nothing is struck through.

    :param variants: `product.product` records, in the store's company
    :param dict prices: {variant id: base prices that are shown}
    :return: {variant id: {market: the price to compare with, None where there is none}}, see
        `sync.prices`
    """
    if not pushes_strikes(backend):
        return {}
    found, currencies = {}, _find_currencies(backend, prices)
    for variant in variants:
        amount = variant.compare_list_price
        if not amount:
            continue
        groups, strikes = group_by_market(prices[variant.id]), {}
        for market, rows in groups.items():
            price = _convert(backend, variant, amount, rows[0], currencies)
            if price["amount"] > max(row["amount"] for row in rows):
                strikes[market] = price
        # Today's price for all would count in a region whose own price isn't struck through, and
        # be the lower one: the region's own goes into the list beside it.
        for market in groups:
            if market.split(" ")[0] in strikes:
                strikes.setdefault(market, None)
        if strikes:
            found[variant.id] = strikes
    return found


def group_by_market(rows):
    """Return {market: its prices}."""
    groups = {}
    for row in rows:
        groups.setdefault(get_market(row), []).append(row)
    return groups


def _find_currencies(backend, prices):
    """Return {lower-case code: currency} of the prices."""
    codes = {row["currency_code"].upper() for rows in prices.values() for row in rows}
    currencies = backend.env["res.currency"].with_context(active_test=False)
    found = currencies.search([("name", "in", sorted(codes))])
    return {currency.name.lower(): currency for currency in found}


def _convert(backend, variant, amount, row, currencies):
    """Return the price to compare with in the currency and for the region of a price."""
    currency = currencies[row["currency_code"]]
    company, today = backend.company_id, fields.Date.context_today(backend)
    converted = variant.currency_id._convert(amount, currency, company, today, round=False)
    price = backend.env["medusa.price.computer"]._prepare_price(currency, converted)
    return {**price, **({"rules": row["rules"]} if "rules" in row else {})}


def find_confirmed(backend, variants):
    """Return {variant id: markets} whose price of today is known to be in the store's list.

    While a write to the list had no answer that is only so of what is struck through already: its
    price there is never deleted.
    """
    prices = backend.env["medusa.price.list.price"].search(
        [
            ("price_list_id.backend_id", "=", backend.id),
            ("price_list_id.is_strike", "=", True),
            ("variant_binding_id.product_id", "in", variants.ids),
            ("min_quantity", "=", 0),
        ]
    )
    found = {}
    for price in prices:
        if not price.price_list_id.needs_reading or price._is_struck():
            found.setdefault(price.variant_binding_id.product_id.id, set()).add(price._get_market())
    return found


def find_confirmed_strikes(backend, variants, get_shown):
    """Return the prices to compare with of what is in the list of today's prices.

    :param get_shown: returns the base prices of a variant that are shown
    :return: see `find_strikes`
    """
    if not pushes_strikes(backend):
        return {}
    shown = {variant.id: get_shown(variant) for variant in variants}
    strikes = find_strikes(backend, variants, shown)
    confirmed = find_confirmed(backend, variants) if strikes else {}
    return {
        key: {market: price for market, price in rows.items() if market in confirmed.get(key, ())}
        for key, rows in strikes.items()
    }


def strike_through(rows, strikes):
    """Return a variant's base prices, where some are struck through.

    :param dict strikes: {market: the price to compare with, or None}
    """
    shown = [row for row in rows if not strikes.get(get_market(row))]
    return shown + [price for price in strikes.values() if price]
