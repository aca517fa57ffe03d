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
from ..medusa.pricing import PricingApi
from ..medusa.products import ProductApi
from .difference import Difference
from .failures import raise_if_store_wide
from .identity import DATABASE, EXTERNAL_ID, Databases, Remote, get_external_id, is_ours
from .picture_push import delete_picture, has_picture
from .undercutting import find_undercutting

_PRODUCT_FIELDS = "id,title,external_id,status,metadata"
# How what a mend takes off a product is called; see `models/explain/field_labels`.
NUMBER, MARK = "mark external_id", "mark metadata"


@dataclass
class Mended:
    """A record of the store that is, or was, written.

    :param id: its own
    :param name: what the store calls it, "" where that isn't read
    :param differences: what of it is otherwise then
    :ivar note: under which that was kept before, see `sync.changed.Note`
    """

    id: str
    name: str
    differences: list[Difference]
    note: int | None = None


@dataclass
class Mending:
    """A thing to mend.

    :param how: an entry of `MENDERS`
    :param ids: of the records of the store that are written
    :param external_id: that these products must still have
    :param channels: ids of the sales channels that are to sell from a location
    :param kept: id of the product that stays while others lose its mark, "" for none
    :param keep: keeps what is about to be written, before it is
    :ivar error: why it can't be mended
    :ivar written: what was; none where it is otherwise by now
    :ivar refused: what was kept in vain
    """

    how: str
    ids: list[str]
    external_id: str = ""
    channels: tuple[str, ...] = ()
    kept: str = ""
    keep: Callable[[Mended], None] | None = None
    error: MedusaError | None = None
    written: list[Mended] = field(default_factory=list)
    refused: list[Mended] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Tell whether anything was written."""
        return bool(self.written)


# What is to be written, and what sends it.
Found = tuple[Mended, Callable[[], Any]]


def mend(client: MedusaClient, databases: Databases, mendings: list[Mending]) -> None:
    """Mend things one after the other; what can't be is no reason not to mend the others.

    :raise StoreError: the store as a whole fails
    """
    for mending in mendings:
        try:
            for record_id in mending.ids:
                found = MENDERS[mending.how](client, databases, mending, record_id)
                if found:
                    _write(mending, *found)
        except MedusaError as error:
            raise_if_store_wide(error)
            mending.error = error


def _write(mending: Mending, mended: Mended, send: Callable[[], Any]) -> None:
    """Write what was found to differ, after it was kept."""
    if mending.keep and mended.differences:
        mending.keep(mended)
    try:
        send()
    except MedusaError as error:
        if not error.outcome_unknown:
            mending.refused.append(mended)
        raise
    mending.written.append(mended)


def _make_draft(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    row = _read_product(client, databases, mending, record_id)
    if not row or row.get("status") == "draft":
        return None
    body = {"id": record_id, "status": "draft"}
    mended = Mended(record_id, _get_name(row), [_make_status(row)])
    return mended, lambda: _update_product(client, body)


def _take_mark_off(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
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
    return Mended(record_id, _get_name(row), found), lambda: _update_product(client, body)


def _delete_item(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    item = InventoryApi(client).read_items([record_id]).get(record_id)
    if not item or item.get("variants") != []:
        return None
    name, sku = _get_name(item), item.get("sku")
    told = f"{name} ({sku})" if name and sku and sku != name else name or sku
    mended = Mended(record_id, name, [Difference("item", None, told or record_id, None)])
    return mended, lambda: InventoryItems(client).delete(record_id)


def _delete_option(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    rows = Options(client).list_by("id", [record_id], "id,title,products.id")
    if not rows or rows[0].get("products") != []:
        return None
    name = _get_name(rows[0])
    mended = Mended(record_id, name, [Difference("option", None, name or record_id, None)])
    return mended, lambda: OptionApi(client).delete(record_id)


def _link_channels(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    locations = StockLocationApi(client)
    present = {location.id: location for location in locations.list_all()}.get(record_id)
    if not mending.channels or not present or present.channel_ids:
        return None
    change = Difference("sales_channels", None, None, list(mending.channels))
    mended = Mended(record_id, present.name, [change])
    return mended, lambda: locations.add_channels(record_id, mending.channels)


def _hide_list(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    name = find_undercutting(client, databases, record_id, datetime.now(timezone.utc))
    if name is None:
        return None
    mended = Mended(record_id, name, [Difference("status", None, "active", "draft")])
    return mended, lambda: PricingApi(client).hide_price_list(record_id)


def _delete_file(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> Found | None:
    is_there = has_picture(client, record_id)
    changes = [Difference("file", None, record_id, None)] * is_there
    return Mended(record_id, record_id, changes), lambda: delete_picture(client, record_id)


# {how: what finds what to write of one record, and how}
MENDERS: dict[str, Callable[[MedusaClient, Databases, Mending, str], Found | None]] = {
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
