"""Mend single things of a store that an examination found.

Each of them is read again just before: what is otherwise by now is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaNotFoundError
from ..medusa.inventory import InventoryApi, InventoryItems
from ..medusa.locations import StockLocationApi
from ..medusa.options import OptionApi, Options
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from .difference import Difference
from .failures import raise_if_store_wide
from .identity import DATABASE, EXTERNAL_ID, Databases, Remote, get_external_id, is_ours
from .picture_push import delete_picture, has_picture
from .undercutting import hide_list

_PRODUCT_FIELDS = "id,title,external_id,status,metadata"
# How what a mend takes off a product is called; see `models/explain/field_labels`.
NUMBER, MARK = "mark external_id", "mark metadata"


@dataclass(frozen=True)
class Mended:
    """A record of the store that was written.

    :param id: its own
    :param name: what the store calls it, "" where that isn't read
    :param differences: what of it is otherwise now
    """

    id: str
    name: str
    differences: list[Difference]


@dataclass
class Mending:
    """A thing to mend.

    :param how: an entry of `MENDERS`
    :param ids: of the records of the store that are written
    :param external_id: that these products must still have
    :param channels: ids of the sales channels that are to sell from a location
    :param kept: id of the product that stays while others lose its mark, "" for none
    :ivar error: why it can't be mended
    :ivar written: what was; none where it is otherwise by now
    """

    how: str
    ids: list[str]
    external_id: str = ""
    channels: tuple[str, ...] = ()
    kept: str = ""
    error: MedusaError | None = None
    written: list[Mended] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.written)


def mend(client: MedusaClient, databases: Databases, mendings: list[Mending]) -> None:
    """Mend things one after the other; what can't be is no reason not to mend the others.

    :raise StoreError: the store as a whole fails
    """
    for mending in mendings:
        try:
            for record_id in mending.ids:
                done = MENDERS[mending.how](client, databases, mending, record_id)
                mending.written += [done] if done else []
        except MedusaError as error:
            raise_if_store_wide(error)
            mending.error = error


def _make_draft(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    row = _read_product(client, databases, mending, record_id)
    if not row or row.get("status") == "draft":
        return None
    _update_product(client, {"id": record_id, "status": "draft"})
    return Mended(record_id, _get_name(row), [_make_status(row)])


def _take_mark_off(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    row = _read_product(client, databases, mending, record_id)
    # Where the one that stays is gone by now, this one may be all that shoppers have.
    if not row or (mending.kept and not _read_product(client, databases, mending, mending.kept)):
        return None
    body: dict[str, Any] = {"id": record_id, "status": "draft"}
    found = [] if row.get("status") == "draft" else [_make_status(row)]
    if row.get("external_id") == mending.external_id:
        body["external_id"] = None
        found.append(Difference(NUMBER, None, row["external_id"], None))
    metadata = row.get("metadata") or {}
    # It is merged there: "" deletes a key (docs/medusa-api.md#metadata-is-merged-or-replaced).
    marks = {key: "" for key in (EXTERNAL_ID, DATABASE) if key in metadata}
    if marks:
        body["metadata"] = marks if len(marks) < len(metadata) else None
        former = {key: str(metadata[key]) for key in marks}
        found.append(Difference(MARK, None, former, None))
    _update_product(client, body)
    return Mended(record_id, _get_name(row), found)


def _delete_item(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    item = InventoryApi(client).read_items([record_id]).get(record_id)
    if not item or item.get("variants") != []:
        return None
    InventoryItems(client).delete(record_id)
    name, sku = _get_name(item), item.get("sku")
    told = f"{name} ({sku})" if name and sku and sku != name else name or sku
    return Mended(record_id, name, [Difference("item", None, told or record_id, None)])


def _delete_option(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    rows = Options(client).list_by("id", [record_id], "id,title,products.id")
    if not rows or rows[0].get("products") != []:
        return None
    OptionApi(client).delete(record_id)
    name = _get_name(rows[0])
    return Mended(record_id, name, [Difference("option", None, name or record_id, None)])


def _link_channels(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    locations = StockLocationApi(client)
    present = {location.id: location for location in locations.list_all()}.get(record_id)
    if not mending.channels or not present or present.channel_ids:
        return None
    locations.add_channels(record_id, mending.channels)
    change = Difference("sales_channels", None, None, list(mending.channels))
    return Mended(record_id, present.name, [change])


def _hide_list(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    name = hide_list(client, databases, record_id, datetime.now(timezone.utc))
    if name is None:
        return None
    return Mended(record_id, name, [Difference("status", None, "active", "draft")])


def _delete_file(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Mended | None:
    is_there = has_picture(client, record_id)
    delete_picture(client, record_id)
    return Mended(record_id, record_id, [Difference("file", None, record_id, None)] * is_there)


# {how: what mends one record; it returns what it wrote}
MENDERS: dict[str, Callable[[MedusaClient, Databases, Mending, str], Mended | None]] = {
    "draft": _make_draft,
    "unmark": _take_mark_off,
    "delete_item": _delete_item,
    "delete_option": _delete_option,
    "link_channel": _link_channels,
    "hide_list": _hide_list,
    "delete_file": _delete_file,
}


def _make_status(row: Remote) -> Difference:
    return Difference("status", None, row.get("status"), "draft")


def _get_name(row: Remote) -> str:
    return str(row.get("title") or row.get("sku") or "")[:200]


def _read_product(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Remote | None:
    try:
        row = ProductApi(client).read(record_id, _PRODUCT_FIELDS)
    except MedusaNotFoundError:
        return None
    named = {str(row.get("external_id") or ""), get_external_id(row) or ""}
    return row if mending.external_id in named and is_ours(row, databases) else None


def _update_product(client: MedusaClient, body: dict[str, Any]) -> None:
    ProductApi(client).batch("update", [encode(body)])
