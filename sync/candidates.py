"""The products of a store among which a person chooses."""

from __future__ import annotations

from collections.abc import Sequence

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from ..medusa.text import make_line
from .identity import Remote

_FIELDS = ",".join(
    (
        "id,title,handle,status,external_id,metadata,created_at,thumbnail",
        "variants.id,variants.title,variants.sku",
        "variants.prices.amount,variants.prices.currency_code,variants.prices.rules",
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
    )
)
# A person tells two products apart by a few of their variants and prices.
MOST_VARIANTS = 5
MOST_CURRENCIES = 3
LONGEST = 60


def read_candidates(client: MedusaClient, external_id: str, others: Sequence[str]) -> list[Remote]:
    """Return the store's products with an external_id, and further ones by their ids.

    :raise MedusaError: of the client
    """
    products = ProductApi(client)
    rows = products.list_by("external_id", [external_id], _FIELDS)
    known = {row["id"] for row in rows}
    missing = [key for key in others if key not in known]
    return rows + (products.list_by("id", missing, _FIELDS) if missing else [])


def describe_variants(row: Remote) -> tuple[int, list[str]]:
    """Return how many variants a product has, and what the first of them are called."""
    variants = row.get("variants") or []
    names = [_cut(variant.get("sku") or variant.get("title")) for variant in variants]
    return len(variants), [name for name in names if name][:MOST_VARIANTS]


def describe_prices(row: Remote) -> list[tuple[str, float, float]]:
    """Return (currency, lowest, highest) of a product's base prices."""
    found: dict[str, list[float]] = {}
    for variant in row.get("variants") or []:
        for price in variant.get("prices") or []:
            code, amount = price.get("currency_code"), price.get("amount")
            if not price.get("rules") and code and isinstance(amount, int | float):
                found.setdefault(_cut(code).upper(), []).append(float(amount))
    return [(code, min(found[code]), max(found[code])) for code in sorted(found)][:MOST_CURRENCIES]


def get_picture(row: Remote) -> str:
    """Return the address of a product's picture, nothing where a browser must not load it."""
    url = row.get("thumbnail") or ""
    is_address = isinstance(url, str) and url.startswith(("https://", "http://"))
    return url if is_address and len(url) <= 2000 else ""


def _cut(text: str | None) -> str:
    return make_line(str(text or ""))[:LONGEST]
