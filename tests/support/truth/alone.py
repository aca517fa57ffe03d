"""What requests of their own write: which variants an image shows, and SKUs of items."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .look import Fields, Look

IMAGE, ITEM = "image ", "item "
_CHECKSUM = re.compile(r"[0-9a-f]{40}")


def find_image(name: str, fields: Fields) -> str:
    """Return what a field of an image is called that the plan makes up."""
    planned = "planned.invalid" in name and _CHECKSUM.search(name)
    names = (each for each, _variant in fields if each.startswith(IMAGE))
    return next((each for each in names if planned and planned[0] in each), name)


def exchange_variants(fields: Fields, heirs: Mapping[str | None, str | None]) -> None:
    """Let images show other variants, or one less for each whose heir is None."""
    for (name, variant), value in fields.items():
        if name.startswith(IMAGE) and value:
            shown = [heirs.get(each, each) for each in value]
            fields[name, variant] = sorted(each for each in shown if each)


class Items:
    """Looks whether items that nobody sells have the SKUs that a plan says, and no others."""

    def __init__(self, before: Look, after: Look) -> None:
        self.before, self.after = before.items, after.items
        self.told: dict[str, Any] = {}

    def tell(self, name: str, former: Any, now: Any) -> str:
        """Note what a plan says; return what is wrong with it, "" for nothing."""
        item_id = name.removeprefix(ITEM)
        self.told[item_id] = now
        present, is_sold = self.before.get(item_id, (None, True))
        # What lost its variant in this run is called as that was by then.
        is_right = is_sold or present == former
        return "" if is_right else f"planned from {former!r}, but it held {present!r}"

    def find_faults(self) -> list[str]:
        """Return where items are called otherwise afterwards."""
        wanted = {key: sku for key, (sku, is_sold) in self.before.items() if not is_sold}
        return [
            f"item {key}: expected {sku!r}, but it holds {self.after[key][0]!r}"
            for key, sku in (wanted | self.told).items()
            if key in self.after and not self.after[key][1] and self.after[key][0] != sku
        ]
