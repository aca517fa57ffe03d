"""Who owns what: fields that Odoo sends always, at the creation only, or never."""

from __future__ import annotations

from typing import Any

ALWAYS = "always"
CREATION = "creation"
NEVER = "never"

# {what the store's table names: the fields of Medusa's product behind it}
FIELDS = {
    "title": ("title",),
    "description": ("description",),
    "handle": ("handle",),
    "status": ("status",),
    "pictures": ("images", "thumbnail"),
    "categories": ("categories",),
    "tags": ("tags",),
}


def is_sent(owners: dict[str, str], name: str, creating: bool = False) -> bool:
    """Tell whether Odoo sends something, to a new product or to one that is there."""
    policy = owners.get(name, ALWAYS)
    return policy == ALWAYS or (creating and policy == CREATION)


def keep_owned(body: dict[str, Any], owners: dict[str, str], creating: bool) -> dict[str, Any]:
    """Return the element of a batch call without what is Medusa's own.

    A variant that is new in an update counts as created.

    :param body: what would be sent
    :param owners: {name: always, creation or never}, see `FIELDS`, and `prices`
    """
    dropped = {
        field
        for name, fields in FIELDS.items()
        if not is_sent(owners, name, creating)
        for field in fields
    }
    result = {key: value for key, value in body.items() if key not in dropped}
    if "variants" in result:
        result["variants"] = [_keep_prices(row, owners, creating) for row in result["variants"]]
        if not creating and all(row.keys() == {"id"} for row in result["variants"]):
            # Only named, nothing said about any of them.
            del result["variants"]
    return result


def _keep_prices(row: dict[str, Any], owners: dict[str, str], creating: bool) -> dict[str, Any]:
    is_new = creating or "id" not in row
    if "prices" not in row or is_sent(owners, "prices", is_new):
        return row
    if is_new:
        # Medusa wants the key of a new variant; it may be empty.
        return {**row, "prices": []}
    return {key: value for key, value in row.items() if key != "prices"}
