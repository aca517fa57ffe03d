"""The sections of a payload: each has its own fingerprint, and what differs is pushed.

A further section is an entry here, the hook of the serializer that builds it, a column
`<name>_hash` of `medusa.product.binding`, and what `plan` makes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .digest import digest
from .ownership import ALWAYS, is_sent

Payload = dict[str, Any]

PRODUCT = "product"
VARIANTS = "variants"
PRICES = "prices"
PICTURES = "pictures"
TERMS = "terms"

# {kind of terms of which a product has a list: field of the product}: the list is replaced by what
# is sent (docs/medusa-api.md#lists-are-replaced)
LISTS = {"category": "categories", "tag": "tags"}
# {kind of terms of which a product has one: field of the product}
SINGLES = {"type": "type_id", "collection": "collection_id"}


def _owned(payload: Payload, name: str, value: Any) -> Any:
    """Return a value, None where it is Medusa's own and makes no difference."""
    return value if is_sent(payload["owners"], name) else None


def _get_product(payload: Payload) -> list[Any]:
    # The handle is the creation's alone, unless Odoo owns it always.
    slug = payload["owners"].get("handle") == ALWAYS and payload["slug"]
    fields = {key: _owned(payload, key, value) for key, value in payload["product"].items()}
    return [fields, payload["channels"], payload["shipping_profile_id"], slug]


def _get_variants(payload: Payload) -> list[Any]:
    variants = [
        {key: value for key, value in row.items() if key not in ("prices", "first_prices")}
        for row in payload["variants"]
    ]
    options = payload["options"]
    if not any("id" in option for option in options):
        return [options, variants]
    # Of what the whole shop shares, names and order are written once, for no product.
    for row in variants:
        row["fields"] = {key: value for key, value in row["fields"].items() if key != "title"}
    return [sorted(map(_get_option, options), key=lambda row: row["key"]), variants]


def _get_option(option: Payload) -> Payload:
    if "id" not in option:
        return option
    values = sorted([value["key"], value["id"]] for value in option["values"])
    return {"key": option["key"], "id": option["id"], "values": values}


def _get_prices(payload: Payload) -> Any:
    prices = {row["external_id"]: row["prices"] for row in payload["variants"]}
    return _owned(payload, "prices", prices)


def _get_pictures(payload: Payload) -> Any:
    shown = _owned(payload, "pictures", [payload["pictures"], payload["warnings"]])
    # What the store can't have at all is told together with the pictures that were left out.
    notes = payload.get("notes")
    return [shown, notes] if notes else shown


def _get_terms(payload: Payload) -> Any:
    return {
        kind: _owned(payload, LISTS.get(kind, kind), ids) for kind, ids in payload["terms"].items()
    }


# {section: what of the payload belongs to it}
SECTIONS: dict[str, Callable[[Payload], Any]] = {
    PRODUCT: _get_product,
    VARIANTS: _get_variants,
    PRICES: _get_prices,
    PICTURES: _get_pictures,
    TERMS: _get_terms,
}


def get_hashes(payload: Payload) -> dict[str, str]:
    """Return {section: fingerprint}."""
    return {name: digest(get_part(payload)) for name, get_part in SECTIONS.items()}


def join_hashes(hashes: dict[str, str]) -> str:
    """Return one fingerprint of a whole payload."""
    return "".join(hashes[name] for name in SECTIONS)
