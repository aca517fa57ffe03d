"""For whom a pricelist gives prices: all who pay in its currency, or some regions of the store."""

from dataclasses import dataclass
from typing import Any

from odoo.exceptions import ValidationError

from ...medusa.regions import REGION_RULE


@dataclass(frozen=True)
class Market:
    """Who gets a price.

    :param region: `medusa.region`, empty for all regions of the currency
    :param tax: as_is, included or excluded: how the store takes a price of this market
    :param position: `account.fiscal.position` by which taxes are mapped, None without taxes
    """

    region: Any
    tax: str
    position: Any = None

    @property
    def rules(self):
        """Return what a price of this market has beside its amount."""
        return {"rules": {REGION_RULE: self.region.medusa_id}} if self.region else {}


def get_markets(source):
    """Return the markets of a price line or a price list; none where its regions are gone.

    :param source: `medusa.price.line` or `medusa.price.list`
    :rtype: list[Market]
    """
    backend, currency = source.backend_id, source.pricelist_id.currency_id
    if not source.region_ids:
        return [make_market(backend, currency)]
    # What is for some regions never becomes a price for everybody.
    regions = source.region_ids.filtered("active").sorted("medusa_id")
    return [make_market(backend, currency, region) for region in regions]


def make_market(backend, currency, region=None):
    """Return the market of a currency, or of a region.

    :param backend: `medusa.backend`
    :param currency: `res.currency`
    :param region: `medusa.region`, or None
    """
    region = backend.env["medusa.region"] if region is None else region
    tax = get_tax(backend, currency, region)
    return Market(region, tax, get_position(backend, region) if tax != "as_is" else None)


# === TAXES === #


def get_tax(backend, currency, region):
    """Return how prices are pushed: as_is, included or excluded.

    :rtype: str
    """
    if backend.price_tax != "store":
        return backend.price_tax
    return region.tax_setting or get_currency_tax(backend, currency)


def get_currency_tax(backend, currency):
    """Return whether the store takes prices of a currency as included or excluded.

    Without a preference Medusa takes prices as without tax.
    """
    known = backend.store_tax_inclusive or {}
    return "included" if known.get(currency.name.lower()) else "excluded"


def get_position(backend, region=None):
    """Return the fiscal position by which taxes are mapped: at home, or in a region.

    Of a region's countries it is that of the company's own, or of the first one by its code.

    :return: `account.fiscal.position`, None where `account` isn't installed
    """
    if "account.fiscal.position" not in backend.env:
        return None
    home = backend.company_id.country_id
    countries = region._get_countries() if region else home
    if not countries or home in countries:
        return _find_position(backend, backend.company_id.partner_id)
    return get_country_position(backend, countries[0])


def get_country_position(backend, country):
    """Return the fiscal position of a private buyer in a country."""
    if country == backend.company_id.country_id:
        return _find_position(backend, backend.company_id.partner_id)
    return _find_position(backend, backend.env["res.partner"].new({"country_id": country.id}))


def _find_position(backend, partner):
    # sudo: whoever pushes a product need not see the accounts.
    positions = backend.env["account.fiscal.position"].sudo().with_company(backend.company_id)
    return positions._get_fiscal_position(partner)


# === CHECKS === #


def check_regions(source):
    """Refuse regions of another store, or of another currency.

    :param source: one `medusa.price.line` or `medusa.price.list`
    :raise ValidationError:
    """
    if source.region_ids.backend_id - source.backend_id:
        raise ValidationError(
            source.env._("A region of %s is another store's.", source.display_name)
        )
    for region, theirs in find_other_currencies(source):
        raise ValidationError(
            source.env._(
                "Region %(region)s is sold to in %(theirs)s, and pricelist %(pricelist)s is in "
                "%(ours)s: no price of it would ever be shown there. Choose a pricelist in "
                "%(theirs)s for this region.",
                region=region.name,
                theirs=theirs,
                pricelist=source.pricelist_id.display_name,
                ours=source.pricelist_id.currency_id.name,
            )
        )


def find_other_currencies(source):
    """Return (region, its currency) of the regions that aren't sold to in the pricelist's.

    :param source: `medusa.price.line` or `medusa.price.list`
    """
    code = source.pricelist_id.currency_id.name
    regions = source.region_ids.filtered("active")
    found = [(region, (region.currency_code or "").upper()) for region in regions]
    return [(region, theirs) for region, theirs in found if code and theirs != code]


def propose_regions(source):
    """Return the regions that the country groups of a pricelist are: those within them.

    :param source: `medusa.price.line` or `medusa.price.list`
    """
    pricelist = source.pricelist_id
    codes = set(pricelist.country_group_ids.country_ids.mapped("code"))
    currency = (pricelist.currency_id.name or "").lower()
    regions = source.env["medusa.region"].search(
        [("backend_id", "=", source.backend_id._origin.id)]
    )
    return regions.filtered(
        lambda region: (
            region.countries
            and region.currency_code == currency
            and codes.issuperset(region.countries)
        )
    )
