"""Who holds a SKU or barcode in the store that a product wants, and how it is given up.

Both are unique in the whole store: a withdrawn draft keeps its own, and so do a product that
wasn't pushed yet and the inventory item of a variant that was renamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError
from ..medusa.inventory import InventoryApi
from ..medusa.variants import VariantApi, Variants
from .difference import ITEM, Difference
from .identity import UNIQUE_FIELDS, Databases, Remote, get_external_id, is_ours
from .items import get_item_ids
from .job import Job
from .result import Outcome

_OWNER = "product_id,metadata,product.external_id,product.metadata"
_FIELDS = f"id,sku,barcode,{_OWNER},inventory_items.inventory_item_id"


@dataclass(frozen=True)
class Holder:
    """A value that the store holds as taken.

    :param name: "sku" or "barcode"
    :param template: external_id of the product that holds it, None if it isn't Odoo's
    :param variant: external_id of the variant that holds it, None if it has none
    :param product_id: of that product, in the store
    :param variant_id: of that variant, in the store; None for an item that no variant sells
    :param item_ids: of the inventory items that may carry a SKU with it
    :param item_sku: what the item is to be called from now on, where the item alone holds it
    """

    name: str
    value: str
    template: str | None = None
    variant: str | None = None
    product_id: str | None = None
    variant_id: str | None = None
    item_ids: tuple[str, ...] = ()
    item_sku: str | None = None

    @property
    def is_shown(self) -> bool:
        """Whether a variant of Odoo's shows the value, no mere item."""
        return bool(self.template and self.variant_id) and self.item_sku is None


def tell_released(holder: Holder, names: Mapping[str, str]) -> Outcome:
    """Return what was written of a product whose variant gave its value up.

    :param names: {external_id: name} of products
    """
    key = holder.template or ""
    change = Difference(holder.name, holder.variant or holder.variant_id, holder.value, None)
    title = names.get(key) or holder.value
    job = Job(key, {"product": {"title": title}}, medusa_id=holder.product_id)
    return Outcome(job, "update", holder.product_id, changes=[change])


def tell_freed(holder: Holder, job: Job) -> Outcome:
    """Return what was written of an item that no variant sells, for a product.

    It is told of the product that gets the SKU, and comes back with it.

    :param job: of that product
    """
    change = Difference(f"{ITEM}{holder.item_ids[0]}", None, holder.value, None)
    return Outcome(job, "update", job.medusa_id, changes=[change])


def find_holders(
    client: MedusaClient, databases: Databases, values: dict[str, set[str]]
) -> list[Holder]:
    """Return who holds these values.

    :param databases: whose marks are ours
    :param values: {"sku" or "barcode": those that are wanted}
    :raise MedusaError: of the client
    """
    variants = Variants(client)
    found = [
        _read_variant(row, name, databases)
        for name in UNIQUE_FIELDS
        if values[name]
        for row in variants.list_by(name, sorted(values[name]), _FIELDS)
    ]
    items = InventoryApi(client).find_items(sorted(values["sku"])) if values["sku"] else {}
    sellers = {row["id"] for item in items.values() for row in item.get("variants") or []}
    rows = variants.list_by("id", sorted(sellers), _FIELDS) if sellers else []
    by_id = {row["id"]: row for row in rows}
    for sku, item in items.items():
        seller = next((by_id[row["id"]] for row in item["variants"] if row["id"] in by_id), None)
        if seller is None:
            found.append(Holder("sku", sku, item_ids=(item["id"],)))
        elif seller["sku"] != sku:
            found.append(_read_item(sku, item["id"], seller, databases))
    return found


def _read_variant(row: Remote, name: str, databases: Databases) -> Holder:
    owner = _read_owner(row, databases)
    items = get_item_ids(row) if name == "sku" else ()
    return Holder(name, row[name], **owner, item_ids=tuple(items))


def _read_item(sku: str, item_id: str, seller: Remote, databases: Databases) -> Holder:
    """Return an item that kept the SKU which its variant once had."""
    owner = _read_owner(seller, databases)
    return Holder("sku", sku, **owner, item_ids=(item_id,), item_sku=seller["sku"])


def _read_owner(row: Remote, databases: Databases) -> dict[str, Any]:
    product = row.get("product") or {}
    ours = is_ours(product, databases)
    return {
        "template": product.get("external_id") or None if ours else None,
        "variant": get_external_id(row),
        "product_id": row["product_id"],
        "variant_id": row["id"],
    }


class Releaser:
    """Takes values off those that don't want them any more."""

    def __init__(self, client: MedusaClient) -> None:
        self.variants = VariantApi(client)
        self.inventory = InventoryApi(client)

    def release(self, holders: Iterable[Holder]) -> None:
        """Take a value off each holder, and off its inventory items.

        :raise MedusaError: of the client
        """
        for holder in holders:
            if holder.variant_id and holder.product_id and holder.item_sku is None:
                body = {"id": holder.variant_id, holder.name: None}
                self.variants.update(holder.product_id, [body])
            self._release_items(holder)

    def _release_items(self, holder: Holder) -> None:
        present = self.inventory.read_items(holder.item_ids)
        for item_id, item in present.items():
            if item["sku"] == holder.value:
                self._rename(item_id, holder.item_sku)

    def _rename(self, item_id: str, sku: str | None) -> None:
        try:
            self.inventory.update_item(item_id, {"sku": sku})
        except MedusaConflictError:
            # Its own is taken as well: it gets that when its variant is pushed.
            self.inventory.update_item(item_id, {"sku": None})


@dataclass(frozen=True)
class ItemName:
    """What an inventory item is to be called, after its variant.

    :param former: SKUs that it may have by us; an item with another one was named by a person
    :param former_title: the title that it has by us, where that matters as well
    """

    item_id: str
    former: frozenset[str | None]
    sku: str | None
    title: str
    former_title: str | None = None


def rename_items(inventory: InventoryApi, names: list[ItemName]) -> None:
    """Call inventory items as their variants: Medusa changes the variant alone.

    See docs/medusa-api.md#a-changed-sku-leaves-its-item.

    :raise MedusaConflictError: another item has such a SKU
    """
    present = inventory.read_items([name.item_id for name in names])

    def follows(name: ItemName) -> bool:
        item = present.get(name.item_id)
        if not item or (item["sku"], item.get("title")) == (name.sku, name.title):
            return False
        if name.former_title not in (None, item.get("title")):
            return False
        return item["sku"] in {None, name.sku, *name.former}

    names = [name for name in names if follows(name)]
    _free_exchanged(inventory, names, lambda name: present[name.item_id]["sku"])
    for name in names:
        inventory.update_item(name.item_id, {"sku": name.sku, "title": name.title})


def _free_exchanged(
    inventory: InventoryApi, names: list[ItemName], get_sku: Callable[[ItemName], str | None]
) -> None:
    """Take the SKUs off those items that pass theirs to each other."""
    wanted = {name.sku: name.item_id for name in names if name.sku}
    for name in names:
        if wanted.get(get_sku(name), name.item_id) != name.item_id:
            inventory.update_item(name.item_id, {"sku": None})


def get_values(payloads: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """Return {"sku" or "barcode": what the variants of these payloads want}."""
    rows = [row for payload in payloads for row in payload["variants"]]
    return {
        name: {row["fields"][name] for row in rows if row["fields"].get(name)}
        for name in UNIQUE_FIELDS
    }
