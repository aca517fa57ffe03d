"""Regions: countries that a store sells to in one currency. Medusa 2.21: regions/validators.js."""

from __future__ import annotations

from dataclasses import dataclass

from .client import MedusaClient
from .resource import Resource
from .rows import text_of

# Where a price's rules name its region (docs/medusa-api.md#prices-of-a-region).
REGION_RULE = "region_id"


class Regions(Resource):
    """Where a store sells, each country in one of them."""

    route, many, one = "/admin/regions", "regions", "region"
    fields = "id,name,currency_code,countries.iso_2"


@dataclass(frozen=True)
class Region:
    """A region.

    :param currency: lower-case code
    :param countries: ISO 3166-1 alpha-2 codes, upper case, sorted
    """

    id: str
    name: str
    currency: str
    countries: tuple[str, ...] = ()


class RegionApi:
    """Reads the regions of a store."""

    def __init__(self, client: MedusaClient) -> None:
        self._regions = Regions(client)

    def list_all(self) -> list[Region]:
        """Return all regions."""
        return self._regions.convert(self._regions.list_all(), _read_region)


def get_region(row: dict) -> str | None:
    """Return the region that a price is for, "" if it is for all; None where it has other rules.

    :param row: a price of which `price_rules` were asked for. Of a product's they come as `rules`
        (docs/medusa-api.md#price-rules-must-be-asked-for), of a list's as they are.
    """
    rules = row.get("rules") or {
        rule["attribute"]: rule["value"] for rule in row.get("price_rules") or []
    }
    if not rules:
        # Not asked for, or of a kind that nobody here knows.
        return None if row.get("rules_count") else ""
    is_for_region = isinstance(rules, dict) and list(rules) == [REGION_RULE]
    return str(rules[REGION_RULE]) if is_for_region else None


def _read_region(row: dict) -> Region:
    countries = sorted(text_of(country, "iso_2").upper() for country in row["countries"] or [])
    return Region(
        row["id"], text_of(row, "name"), text_of(row, "currency_code").lower(), tuple(countries)
    )
