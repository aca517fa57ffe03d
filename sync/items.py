"""Inventory items of variants: found through the variant, mended where Medusa lost them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..medusa.exceptions import MedusaConflictError, MedusaError
from ..medusa.inventory import InventoryApi
from ..medusa.variants import VariantApi
from .identity import Remote
from .result import Outcome

_FIELDS = "id,inventory_items.inventory_item_id"


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


class ItemMender:
    """Gives managed variants their inventory items back."""

    def __init__(self, inventory: InventoryApi, variants: VariantApi) -> None:
        self.inventory = inventory
        self.variants = variants

    def link_orphans(self, updates: Iterable[tuple[Outcome, Remote, dict[str, Remote]]]) -> None:
        """Link the orphans of variants that are about to be managed, before Medusa refuses.

        Variants that have an item already aren't asked for: nothing is read when none is new.

        :param updates: (outcome, product of the store, {external_id: variant of the store})
        """
        wanted: dict[str, tuple[str, str]] = {}
        for outcome, remote, pairs in updates:
            for row in get_managed(outcome):
                present = pairs.get(row["external_id"])
                sku = row["fields"].get("sku")
                if present and sku and not present.get("inventory_items"):
                    wanted[sku] = (remote["id"], present["id"])
        if not wanted:
            return
        orphans = self.find_orphans(wanted)
        links = [(wanted[sku][1], item_id) for sku, item_id in orphans.items()]
        if links:
            self.inventory.link_items(next(iter(wanted.values()))[0], links)

    def find_orphans(self, skus: Iterable[str]) -> dict[str, str]:
        """Return {sku: id} of the items that hold these SKUs and belong to no variant."""
        found = self.inventory.find_items(list(skus))
        return {sku: row["id"] for sku, row in found.items() if not row.get("variants")}

    def adopt_orphans(self, body: dict[str, Any]) -> bool:
        """Let the variants of a product to create use the orphans that hold their SKUs.

        :return: whether there were any
        """
        variants = {row["sku"]: row for row in body["variants"] if row.get("sku")}
        orphans = self.find_orphans(variants)
        for sku, item_id in orphans.items():
            variants[sku]["inventory_items"] = [
                {"inventory_item_id": item_id, "required_quantity": 1}
            ]
        return bool(orphans)

    def complete(self, outcome: Outcome) -> None:
        """Give items to managed variants that have none: Medusa makes none for a variant that is
        new in a product update.

        :raise MedusaError: the store refuses; the product itself is pushed
        """
        missing = {
            outcome.variant_ids[row["external_id"]]: row["fields"].get("sku")
            for row in get_managed(outcome)
            if row["external_id"] in outcome.variant_ids
            and not outcome.item_ids.get(row["external_id"])
        }
        if not missing or not outcome.medusa_id:
            return
        try:
            rows = self._switch_on(outcome.medusa_id, missing)
        except MedusaError as error:
            if not is_orphan_in_the_way(error):
                raise
            orphans = self.find_orphans(sku for sku in missing.values() if sku)
            links = [(key, orphans[sku]) for key, sku in missing.items() if sku in orphans]
            self.inventory.link_items(outcome.medusa_id, links)
            rows = self._switch_on(outcome.medusa_id, missing)
        by_id = {row["id"]: get_item_ids(row) for row in rows}
        for external_id, variant_id in outcome.variant_ids.items():
            if variant_id in by_id:
                outcome.item_ids[external_id] = by_id[variant_id]

    def _switch_on(self, product_id: str, variant_ids: Iterable[str]) -> list[dict]:
        changes = [{"id": key, "manage_inventory": True} for key in variant_ids]
        return self.variants.update(product_id, changes, _FIELDS)


def get_managed(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the wanted variants whose stock the store shall count."""
    rows = outcome.job.payload.get("variants") or []
    return [row for row in rows if row["fields"].get("manage_inventory")]
