"""One field that the store holds otherwise than Odoo, or that a write changes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# How a field of one of an option's values begins: `value <text> metadata.<key>`.
VALUE = "value "
# How the field of the variants that one image shows begins: `image <url>`.
IMAGE = "image "
# How the SKU of an inventory item begins that nobody sells: `item <id>`.
ITEM = "item "
# What requests of their own write, see `Outcome.sent_alone`.
ALONE = (IMAGE, ITEM)


@dataclass(frozen=True)
class Difference:
    """One field that the store holds otherwise than Odoo.

    :param field: Medusa's name; `metadata.<key>`, `price <currency>[ <region id>][ from <n>]`,
        `option <title>`, `value <text> metadata.<key>` of an option's value, `variant` for one
        that is there on one side only, `image <url>` for the variants that an image shows,
        `item <id>` for the SKU of an inventory item that nobody sells
    :param variant: the external_id of the variant that it is of, Medusa's id of one that Odoo
        doesn't have, or None: the product's own
    :param store: what the store holds, None: nothing
    :param odoo: what would be sent, None: nothing
    """

    field: str
    variant: str | None
    store: Any
    odoo: Any


def compare_rows(wanted: Mapping[str, Any], present: Mapping[str, Any]) -> list[Difference]:
    """Return what a write changes of a record whose fields are plain values, and its metadata.

    :param wanted: what is sent
    :param present: the record before, {} where it is made
    """
    found = []
    for name, value in wanted.items():
        if name == "metadata":
            there = present.get(name) or {}
            found += [
                Difference(f"metadata.{key}", None, there.get(key), text or None)
                for key, text in (value or {}).items()
                if (text or None) != (there.get(key) or None)
            ]
        elif (value or None) != (present.get(name) or None):
            found.append(Difference(name, None, present.get(name), value))
    return found
