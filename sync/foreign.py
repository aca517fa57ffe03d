"""Saying what another Odoo database has of what a product wants: a SKU, a barcode or a handle."""

from __future__ import annotations

from collections.abc import Iterable

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..medusa.products import ProductApi
from ..medusa.variants import Variants
from .failures import ConflictError
from .identity import FOREIGN, Databases, Remote, tell_owner, whose
from .result import Outcome

_PRODUCT = "id,handle,title,metadata"
_VARIANT = "id,sku,barcode,product.id,product.title,product.metadata"

# (name of the unique field, its value)
Taken = tuple[str, str]


def name_owners(client: MedusaClient, databases: Databases, outcomes: Iterable[Outcome]) -> None:
    """Let refused products say which product of another database has what they want.

    A value that is in use elsewhere tells a person nothing as long as nobody knows by what.

    :raise MedusaError: of the client
    """
    refused: dict[Taken, list[Outcome]] = {}
    for outcome in outcomes:
        error = outcome.error
        if isinstance(error, MedusaConflictError) and error.field and error.value:
            refused.setdefault((error.field, error.value), []).append(outcome)
    for taken, product in _read_holders(client, refused):
        if whose(product, databases) == FOREIGN:
            text = f"{taken[0]} {taken[1]}: {tell_owner(product)}"
            for outcome in refused.get(taken, ()):
                outcome.error = ConflictError("foreign", [text])


def _read_holders(client: MedusaClient, refused: Iterable[Taken]) -> list[tuple[Taken, Remote]]:
    """Return the products of the store that have these values."""
    values: dict[str, set[str]] = {"handle": set(), "sku": set(), "barcode": set()}
    for name, value in refused:
        values.get(name, set()).add(value)
    found = [
        (("handle", row["handle"]), row)
        for row in _list_by(ProductApi(client), "handle", values, _PRODUCT)
    ]
    for name in ("sku", "barcode"):
        found += [
            ((name, row[name]), row["product"])
            for row in _list_by(Variants(client), name, values, _VARIANT)
            if row.get("product")
        ]
    return found


def _list_by(
    api: ProductApi | Variants, name: str, values: dict[str, set[str]], fields: str
) -> list[Remote]:
    return api.list_by(name, sorted(values[name]), fields) if values[name] else []
