"""What of taxes the map leaves open, in words."""

from itertools import combinations

from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.sentence import keep
from ..price.markets import get_markets, make_market
from .taxes import get_places, get_rates_of, get_used_taxes, has_taxes


def get_tax_texts(backend):
    """Return sentences on taxes without a rate, and on rates that aren't what their tax is.

    :param backend: `medusa.backend`
    :rtype: list[str]
    """
    # sudo: whoever sees the store may know the names of its taxes.
    backend = backend.sudo()
    if not (has_taxes(backend.env) and backend.tax_map_ids):
        return []
    texts = [
        keep(backend.env)._(
            "Tax rate %s isn't in the store any more: choose another one for its tax.",
            row.rate_id.name,
        )
        for row in backend.tax_map_ids.filtered(lambda row: row.rate_id and not row.rate_id.active)
    ]
    try:
        taxes = get_used_taxes(backend)
    except UserError:
        # Of products that can't be selected the store's page says enough.
        return texts
    for place in get_places(backend):
        rates = get_rates_of(backend, place, taxes)
        texts += _get_unmapped_texts(backend, place, rates, taxes)
        texts += _get_double_texts(backend, place, rates)
    return texts + _get_percent_texts(backend)


def _get_unmapped_texts(backend, place, rates, taxes):
    unmapped = taxes.filtered(lambda tax: not rates[tax.id])
    if not unmapped:
        return []
    text = keep(backend.env)._(
        "No tax rate of %(place)s is chosen for %(taxes)s: in the store, products with it have "
        "the default rate there.",
        place=place,
        taxes=", ".join(unmapped.mapped("name")),
    )
    return [text]


def _get_double_texts(backend, place, rates):
    """Return a sentence on products with taxes of several rates: the store has one for each."""
    by_rate = {}
    for tax_id, rate in rates.items():
        if rate:
            by_rate.setdefault(rate, []).append(tax_id)
    pairs = [
        Domain("product_tmpl_id.taxes_id", "in", first)
        & Domain("product_tmpl_id.taxes_id", "in", second)
        for first, second in combinations(by_rate.values(), 2)
    ]
    if not pairs:
        return []
    bindings = backend.env["medusa.product.binding"]
    there = Domain("backend_id", "=", backend.id) & Domain("state", "!=", "withdrawn")
    domain = there & Domain.OR(pairs)
    # There may be thousands: one is named, and read.
    first = bindings.search(domain, order="name, id", limit=1)
    if not first:
        return []
    text = keep(backend.env)._(
        "Some products have taxes with several rates of %(place)s (%(count)s, as %(name)s), and "
        "the store has one rate for each product: the first of Odoo's taxes counts.",
        place=place,
        count=bindings.search_count(domain),
        name=first.name,
    )
    return [text]


def _get_percent_texts(backend):
    """Return a sentence for each line whose rate is another percentage than its tax."""
    return [
        keep(backend.env)._(
            "Tax %(tax)s is %(ours)s %%, and the store's rate %(rate)s for it %(theirs)s %%.",
            tax=row.tax_name,
            ours=f"{row.tax_percent:g}",
            rate=row.rate_id.name,
            theirs=f"{row.rate_id.percent:g}",
        )
        for row in backend.tax_map_ids
        if row.rate_id.active and row._has_other_percent()
    ]


def get_rounding_text(backend):
    """Return a sentence on taxes that Odoo's prices have in them and the store's haven't, or "".

    :param backend: `medusa.backend`
    """
    if not has_taxes(backend.env) or backend.price_tax == "as_is":
        return ""
    backend = backend.sudo()
    try:
        taxes = get_used_taxes(backend).filtered("amount")
    except UserError:
        return ""
    markets = [market for line in backend.price_line_ids for market in get_markets(line)]
    markets = markets or [make_market(backend, backend.currency_id)]
    wanted = {market.tax for market in markets}
    differing = taxes.filtered(lambda tax: wanted != {_get_own_way(tax)})
    if not differing:
        return ""
    return keep(backend.env)._(
        "Of products with %s, Odoo has prices with tax and the store takes them without, or the "
        "reverse. One unit is rounded to the cent, so that a cart of many units can differ from "
        "Odoo's order by cents.",
        ", ".join(differing.mapped("name")),
    )


def _get_own_way(tax):
    return "included" if tax.price_include else "excluded"
