"""What the variants of one product pass to each other, and to their inventory items."""

from __future__ import annotations

from typing import Any

from .holders import ItemName
from .identity import UNIQUE_FIELDS, Remote
from .items import get_item_ids
from .job import Job


def prepare_release(
    job: Job, product_id: str, pairs: dict[str, Remote], foreign: list[Remote]
) -> dict[str, Any] | None:
    """Return an update that frees the SKUs and barcodes which variants pass to each other.

    Medusa refuses to swap two SKUs in one call (docs/medusa-api.md#skus-cant-be-swapped): the
    present holder gives its own up first. The variants that are deleted before must not be in it:
    an unknown id would create a ghost.
    """
    freed: dict[str, dict[str, None]] = {}
    for name in UNIQUE_FIELDS:
        takers = {row["fields"].get(name): row["external_id"] for row in job.payload["variants"]}
        for external_id, present in pairs.items():
            value = present.get(name)
            if value and takers.get(value, external_id) != external_id:
                freed.setdefault(present["id"], {})[name] = None
    if not freed:
        return None
    kept = [row["id"] for row in [*pairs.values(), *foreign]]
    return {"id": product_id, "variants": [{"id": key, **freed.get(key, {})} for key in kept]}


def prepare_item_names(
    job: Job, both: list[tuple[dict[str, Any], Remote]], keep_filled: bool
) -> list[ItemName]:
    """Return what the items of variants with another SKU or title are to be called.

    A push that was broken off may have renamed an item, or taken the SKU off a variant, and not
    come any further: what the job remembers is looked at as well.

    :param both: (wanted variant, variant of the store)
    :param keep_filled: whether the variants keep what Odoo leaves empty
    """
    names = []
    for row, present in both:
        fields, items = row["fields"], get_item_ids(present)
        former = [present.get("sku"), present.get("title")]
        sku, title = fields.get("sku", former[0]), fields.get("title", former[1])
        if keep_filled and sku is None:
            sku = former[0]
        known = [*job.item_names.get(row["external_id"], []), former]
        # Several items are a bundle that somebody made in Medusa.
        if len(items) == 1 and any(name != former for name in [*known, [sku, title]]):
            skus = frozenset(name[0] for name in known)
            names.append(ItemName(items[0], skus, sku, title))
    return names
