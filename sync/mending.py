"""Mend single things of a store that an examination found.

Each of them is read again just before: what is otherwise by now is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaNotFoundError
from ..medusa.inventory import InventoryApi, InventoryItems
from ..medusa.locations import StockLocationApi
from ..medusa.options import OptionApi, Options
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from .failures import raise_if_store_wide
from .identity import DATABASE, EXTERNAL_ID, Databases, Remote, get_external_id, is_ours
from .undercutting import hide_list

_PRODUCT_FIELDS = "id,external_id,status,metadata"


@dataclass
class Mending:
    """A thing to mend.

    :param how: an entry of `MENDERS`
    :param ids: of the records of the store that are written
    :param external_id: that these products must still have
    :param channels: ids of the sales channels that are to sell from a location
    :param kept: id of the product that stays while others lose its mark, "" for none
    :ivar error: why it can't be mended
    :ivar is_done: whether it was written; not where it is otherwise by now
    """

    how: str
    ids: list[str]
    external_id: str = ""
    channels: tuple[str, ...] = ()
    kept: str = ""
    error: MedusaError | None = None
    is_done: bool = False


def mend(client: MedusaClient, databases: Databases, mendings: list[Mending]) -> None:
    """Mend things one after the other; what can't be is no reason not to mend the others.

    :raise StoreError: the store as a whole fails
    """
    for mending in mendings:
        try:
            for record_id in mending.ids:
                done = MENDERS[mending.how](client, databases, mending, record_id)
                mending.is_done = mending.is_done or done
        except MedusaError as error:
            raise_if_store_wide(error)
            mending.error = error


def _make_draft(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    row = _read_product(client, databases, mending, record_id)
    if row and row.get("status") != "draft":
        _update_product(client, {"id": record_id, "status": "draft"})
        return True
    return False


def _take_mark_off(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    row = _read_product(client, databases, mending, record_id)
    # Where the one that stays is gone by now, this one may be all that shoppers have.
    if not row or (mending.kept and not _read_product(client, databases, mending, mending.kept)):
        return False
    body: dict[str, Any] = {"id": record_id, "status": "draft"}
    if row.get("external_id") == mending.external_id:
        body["external_id"] = None
    metadata = row.get("metadata") or {}
    # It is merged there: "" deletes a key (docs/medusa-api.md#metadata-is-merged-or-replaced).
    marks = {key: "" for key in (EXTERNAL_ID, DATABASE) if key in metadata}
    if marks:
        body["metadata"] = marks if len(marks) < len(metadata) else None
    _update_product(client, body)
    return True


def _delete_item(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    item = InventoryApi(client).read_items([record_id]).get(record_id)
    if not item or item.get("variants") != []:
        return False
    InventoryItems(client).delete(record_id)
    return True


def _delete_option(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    rows = Options(client).list_by("id", [record_id], "id,products.id")
    if not rows or rows[0].get("products") != []:
        return False
    OptionApi(client).delete(record_id)
    return True


def _link_channels(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    locations = StockLocationApi(client)
    present = {location.id: location for location in locations.list_all()}.get(record_id)
    if not mending.channels or not present or present.channel_ids:
        return False
    locations.add_channels(record_id, mending.channels)
    return True


def _hide_list(
    client: MedusaClient, databases: Databases, mending: Mending, record_id: str
) -> bool:
    return hide_list(client, databases, record_id, datetime.now(timezone.utc))


# {how: what mends one record; it returns whether it wrote}
MENDERS: dict[str, Callable[[MedusaClient, Databases, Mending, str], bool]] = {
    "draft": _make_draft,
    "unmark": _take_mark_off,
    "delete_item": _delete_item,
    "delete_option": _delete_option,
    "link_channel": _link_channels,
    "hide_list": _hide_list,
}


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
