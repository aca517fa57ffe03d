"""Edits of taxes, where Odoo has any: of products, of a tax itself, and of which rate it is."""

from odoo import Command

from .taxes import PERCENTS, make_tax, map_tax

AMOUNTS = tuple(PERCENTS.values())


def _pick_rate(shop, random):
    """Return one of the rates of the store, and the line of the map of its country, if any."""
    rate = random.choice(list(shop.backend.tax_rate_ids.filtered("active")))
    rows = shop.backend.tax_map_ids.filtered(lambda row: row.place == rate.place)
    return rate, random.choice(list(rows)) if rows else rows


def product_taxes(shop, product, random):
    product.taxes_id = [Command.set(random.sample(shop.taxes.ids, random.randint(0, 2)))]


def tax_percent(shop, _product, random):
    random.choice(list(shop.taxes)).amount = random.choice(AMOUNTS)


def tax_order(shop, _product, random):
    """Let another tax be the first one of a product that has two."""
    random.choice(list(shop.taxes)).sequence = random.randint(0, 9)


def tax_archived(shop, _product, random):
    tax = random.choice(list(shop.taxes))
    tax.active = not tax.active


def tax_new(shop, product, random):
    tax = make_tax(shop.env, random.choice(AMOUNTS))
    product.taxes_id = [Command.link(tax.id)]
    shop.taxes |= tax


def tax_other_rate(shop, _product, random):
    rate, row = _pick_rate(shop, random)
    row.rate_id = rate


def tax_unmapped(shop, _product, random):
    _rate, row = _pick_rate(shop, random)
    row.unlink()


def tax_mapped(shop, _product, random):
    rate, _row = _pick_rate(shop, random)
    tax = random.choice(list(shop.taxes))
    known = {(row.tax_id, row.place) for row in shop.backend.tax_map_ids}
    if (tax.id, rate.place) not in known:
        map_tax(shop.backend, tax, rate)


def tax_position(shop, _product, random):
    """Let a country's fiscal position turn another tax into that country's own."""
    shop.there.original_tax_ids = [Command.set([random.choice(shop.taxes.ids)])]


def tax_included(shop, _product, random):
    shop.backend.price_tax = random.choice(("as_is", "included", "excluded"))


def store_rules(shop, product, random):
    """Somebody gives a product a rate by hand, and takes it away from all others."""
    rate, _row = _pick_rate(shop, random)
    medusa_id = shop.find_id(product)
    if medusa_id:
        rules = [{"reference": "product", "reference_id": medusa_id}]
        shop.call("POST", f"/admin/tax-rates/{rate.medusa_id}", {"rules": rules}, ())


TAXES = {
    function.__name__: function
    for function in (
        *(product_taxes, tax_percent, tax_order, tax_archived, tax_new, tax_other_rate),
        *(tax_unmapped, tax_mapped, tax_position, tax_included, store_rules),
    )
}
