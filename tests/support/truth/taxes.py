"""Sales taxes of Odoo, the store's rates, and which of them a tax is."""

import uuid

PERCENTS = {"first": 20, "second": 10, "third": 5.5}
# Countries that no shop of a test sells to otherwise; in the second one another tax counts.
COUNTRIES = ("gs", "hm")


def make_taxes(shop):
    """Let a shop have taxes, one of them only in its second country, and the store their rates."""
    env, backend = shop.env, shop.backend
    shop.taxes = env["account.tax"].concat(*(make_tax(env, row) for row in PERCENTS.values()))
    shop.there = make_tax(env, PERCENTS["third"])
    for country in COUNTRIES:
        make_rates(shop.call, country, PERCENTS)
    backend.action_test_connection()
    for place in map(str.upper, COUNTRIES):
        rates = backend.tax_rate_ids.filtered(lambda rate, place=place: rate.place == place)
        rates = {rate.name: rate for rate in rates}
        for name, tax in zip(PERCENTS, shop.taxes, strict=True):
            map_tax(backend, tax, rates[name])
    map_tax(backend, shop.there, rates["second"])
    [country] = env["res.country"].search([("code", "=", place)])
    vals = {"name": "There", "auto_apply": True, "country_id": country.id}
    position = env["account.fiscal.position"].create(vals)
    shop.there.fiscal_position_ids = position
    shop.there.original_tax_ids = shop.taxes[-1:]


def make_tax(env, amount, included=False, **vals):
    """Create a sales tax of the company."""
    country = env.company.account_fiscal_country_id or env.ref("base.us")
    env.company.account_fiscal_country_id = country
    group = env["account.tax.group"].create({"name": "VAT", "country_id": country.id})
    return env["account.tax"].create(
        {
            "name": f"{amount} % {uuid.uuid4().hex[:6]}",
            "amount": amount,
            "country_id": country.id,
            "tax_group_id": group.id,
            "price_include_override": "tax_included" if included else "tax_excluded",
            **vals,
        }
    )


def make_rates(call, country, percents):
    """Create a country's default rate in the store, and others; return their tax region.

    :param call: asks the Admin API: (method, path, body, query)
    :param dict percents: {name: percentage}, the first one is the default
    """
    (first, percent), *others = percents.items()
    default = {"rate": percent, "code": first, "name": first}
    body = {"country_code": country, "provider_id": "tp_system", "default_tax_rate": default}
    region = call("POST", "/admin/tax-regions", body, ())["tax_region"]
    for name, percent in others:
        body = {"tax_region_id": region["id"], "rate": percent, "code": name, "name": name}
        call("POST", "/admin/tax-rates", body, ())
    return region


def map_tax(backend, tax, *rates):
    """Say which rates of the store a tax is."""
    return backend.env["medusa.tax.map"].create(
        [{"backend_id": backend.id, "tax_id": tax.id, "rate_id": rate.id} for rate in rates]
    )
