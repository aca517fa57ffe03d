"""Inventory items of variants: found through the variant, mended where Medusa lost them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.inventory import InventoryApi
from ..medusa.variants import VariantApi
from .identity import Remote
from .result import Outcome
from .taken import Wanted

_FIELDS = "id,inventory_items.inventory_item_id"
# core-flows/dist/product/utils/create-default-inventory-item.js
_COPIED = ("sku", "title", "material", "hs_code", "origin_country", "mid_code")
_SIZES = ("weight", "length", "height", "width")


def get_item_ids(variant: Remote) -> list[str]:
    """Return the ids of the inventory items of a variant of the store."""
    return [row["inventory_item_id"] for row in variant.get("inventory_items") or []]


def get_item_names(payload: dict[str, Any]) -> dict[str, list[list[str | None]]]:
    """Return {external_id of a variant: [[SKU, title]]}: what its item is called, see `Job`."""
    rows = payload.get("variants") or []
    return {
        row["external_id"]: [[row["fields"].get("sku"), row["fields"].get("title")]] for row in rows
    }


def is_orphan_in_the_way(error: Exception | None) -> bool:
    """Tell whether an item without a variant holds a SKU that a variant wants.

    Medusa leaves an item behind when a variant is left out of an update, and when
    `manage_inventory` is switched off; the item keeps the SKU
    (docs/medusa-api.md#an-unmanaged-variant-leaves-an-orphan).
    """
    return isinstance(error, MedusaConflictError) and error.entity == "Inventory item"


def adopt_orphans(rows: dict[str, dict[str, Any]], orphans: dict[str, str]) -> bool:
    """Let variants of a product to create use the orphans that hold their SKUs.

    :param rows: {SKU: variant of the creation's body}
    :param orphans: {SKU: id}
    :return: whether there were any
    """
    shared = rows.keys() & orphans.keys()
    for sku in shared:
        link = {"inventory_item_id": orphans[sku], "required_quantity": 1}
        rows[sku]["inventory_items"] = [link]
    return bool(shared)


class ItemMender:
    """Gives managed variants their inventory items back."""

    def __init__(self, inventory: InventoryApi, variants: VariantApi) -> None:
        self.inventory = inventory
        self.variants = variants
        # Known once one was switched on and had none: it saves asking for each product again.
        self.makes_none = False

    def link_orphans(self, wanted: Iterable[Wanted], orphans: dict[str, str]) -> None:
        """Link the orphans of variants that are about to be managed, before Medusa refuses.

        :param wanted: what the updates take
        :param orphans: {SKU: id} of items without a variant
        """
        pairs = [
            (one.product_id, (variant_id, orphans[sku]))
            for one in wanted
            for sku, variant_id in one.item_variants.items()
            if sku in orphans
        ]
        if pairs and pairs[0][0]:
            self.inventory.link_items(pairs[0][0], [pair for _product, pair in pairs])

    def find_orphans(self, skus: Iterable[str | None]) -> dict[str, str]:
        """Return {sku: id} of the items that hold these SKUs and belong to no variant."""
        found = self.inventory.find_items([sku for sku in skus if sku])
        return {sku: row["id"] for sku, row in found.items() if not row.get("variants")}

    def complete(self, outcome: Outcome) -> None:
        """Give items to managed variants that have none.

        Medusa makes none for a variant that is new in a product update, and before 2.21.1 none for
        one that it begins to count (docs/medusa-api.md#managed-variants-have-an-item).

        :raise MedusaError: the store refuses; the product itself is pushed
        """
        missing = _get_missing(outcome)
        if not missing or not outcome.medusa_id:
            return
        made = {} if self.makes_none else self._let_make(outcome.medusa_id, missing)
        left = {key: fields for key, fields in missing.items() if not made.get(key)}
        if left:
            self.makes_none = True
            made |= self._make(outcome.medusa_id, left)
        for external_id, variant_id in outcome.variant_ids.items():
            if variant_id in made:
                outcome.item_ids[external_id] = made[variant_id]

    def takes_long(self, outcome: Outcome) -> bool:
        """Tell whether its items are to be made one by one, after others in this chunk."""
        return self.makes_none and bool(_get_missing(outcome))

    def _let_make(self, product_id: str, missing: dict[str, Any]) -> dict[str, list[str]]:
        """Have Medusa make the items; return {id of the variant: ids of its items}."""
        try:
            rows = self._switch_on(product_id, missing)
        except MedusaError as error:
            if not is_orphan_in_the_way(error):
                raise
            orphans = self.find_orphans(fields.get("sku") for fields in missing.values())
            skus = {key: fields.get("sku") for key, fields in missing.items()}
            links = [(key, orphans[sku]) for key, sku in skus.items() if sku in orphans]
            self.inventory.link_items(product_id, links)
            rows = self._switch_on(product_id, missing)
        return {row["id"]: get_item_ids(row) for row in rows}

    def _make(self, product_id: str, missing: dict[str, Any]) -> dict[str, list[str]]:
        """Make the items ourselves, or take those that keep the SKUs and belong to nobody.

        Killed in between, the next run finds the item that was made without its variant.
        """
        orphans = self.find_orphans(fields.get("sku") for fields in missing.values())
        links = {}
        for variant_id, fields in missing.items():
            item_id = orphans.get(fields.get("sku"))
            links[variant_id] = item_id or self.inventory.create_item(_get_item_values(fields))
        self.inventory.link_items(product_id, list(links.items()))
        return {variant_id: [item_id] for variant_id, item_id in links.items()}

    def _switch_on(self, product_id: str, variant_ids: Iterable[str]) -> list[dict]:
        changes = [{"id": key, "manage_inventory": True} for key in variant_ids]
        return self.variants.update(product_id, changes, _FIELDS)


def _get_missing(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Return {id of the variant: its fields} of the managed variants without an item."""
    return {
        outcome.variant_ids[row["external_id"]]: row["fields"]
        for row in get_managed(outcome)
        if row["external_id"] in outcome.variant_ids
        and not outcome.item_ids.get(row["external_id"])
    }


def _get_item_values(fields: dict[str, Any]) -> dict[str, Any]:
    """Return what Medusa takes from a variant for its item."""
    values = {name: fields[name] for name in _COPIED if fields.get(name) is not None}
    # Of an item they are whole numbers.
    sizes = {name: round(fields[name]) for name in _SIZES if fields.get(name) is not None}
    return {**values, **sizes, "description": fields.get("title"), "requires_shipping": True}


def get_managed(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the wanted variants whose stock the store shall count."""
    rows = outcome.job.payload.get("variants") or []
    return [row for row in rows if row["fields"].get("manage_inventory")]
