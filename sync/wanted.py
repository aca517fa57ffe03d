"""What a shopper should see of products, by what was pushed of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..medusa.regions import REGION_RULE
from .job import Job
from .ownership import is_sent
from .price_ranges import name_price


@dataclass(frozen=True)
class Market:
    """A region of the store, as prices are asked for."""

    id: str
    currency: str


@dataclass(frozen=True)
class WantedVariant:
    """A variant as Odoo wants it sold.

    :param key: its external_id
    :param prices: {region id: what one piece costs there, None where Odoo has no price}; those
        alone that Odoo owns
    :param levels: {location id: what was pushed}, None where Odoo doesn't count it
    :param backorder: whether it is sold without stock, None where Odoo doesn't say
    """

    key: str
    id: str
    title: str
    prices: dict[str, float | None] = field(default_factory=dict)
    levels: dict[str, float] | None = None
    backorder: bool | None = None


@dataclass(frozen=True)
class WantedProduct:
    """A product as Odoo wants it shown; None is what Medusa owns.

    :param key: its external_id
    :param options: {title: values}
    :param has_pictures: whether Odoo has one for it
    """

    key: str
    id: str
    is_published: bool | None
    title: str | None = None
    options: dict[str, set[str]] = field(default_factory=dict)
    has_pictures: bool = False
    variants: tuple[WantedVariant, ...] = ()


def get_wanted_prices(
    job: Job, row: dict[str, Any], markets: Iterable[Market]
) -> dict[str, float | None]:
    """Return {region id: what one piece of a variant costs there, None where Odoo has no price}.

    A region whose prices are Medusa's, or where one was left to Medusa, isn't among them.

    :param row: of the payload's variants
    """
    if not is_sent(job.payload["owners"], "prices"):
        return {}
    kept = {field for field, variant in job.kept_fields if variant == row["external_id"]}
    ours = kept.intersection(map(name_price, row["prices"]))
    return {
        market.id: _get_amount(row, market)
        for market in markets
        if not ours & {f"price {market.currency}", f"price {market.currency} {market.id}"}
    }


def get_wanted_status(payload: dict[str, Any]) -> str | None:
    """Return the status that Odoo gives a product at least at its creation, or None."""
    is_ours = is_sent(payload["owners"], "status", creating=True)
    return payload["product"].get("status") if is_ours else None


def _get_amount(row: dict[str, Any], market: Market) -> float | None:
    found = None
    for price in row["prices"]:
        if price["currency_code"] != market.currency or (price.get("min_quantity") or 1) > 1:
            continue
        own = (price.get("rules") or {}).get(REGION_RULE)
        if own == market.id:
            return price["amount"]
        if not own:
            found = price["amount"]
    return found
