"""Look at products as a shopper does, and say what is otherwise than it was pushed, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaValidationError
from ..medusa.regions import RegionApi
from ..medusa.storefront import StorefrontClient
from .causes import Cause, find_key_cause
from .held import read_held, read_list_names, read_surroundings
from .picture_push import has_picture
from .proof import Gap, find_gaps
from .proof_causes import Fault, Known, name_causes
from .shopper import look_as_shopper
from .wanted import Market, WantedProduct


@dataclass(frozen=True)
class Shop:
    """What is looked at.

    :param client: of the Store API, with the shop's publishable key
    :param key: that key
    :param markets: the regions to ask for prices in
    :param own_lists: {Medusa id: name} of the price lists from Odoo
    """

    client: StorefrontClient
    key: str = field(repr=False)
    markets: Sequence[Market]
    own_lists: Mapping[str, str]


@dataclass(frozen=True)
class Proven:
    """What was found.

    :param gone: regions that the store doesn't have any more; the others were looked at
    """

    faults: list[Fault]
    gone: Sequence[Market] = ()


@dataclass(frozen=True)
class Unproven:
    """Why nobody could look.

    :param cause: what is wrong with the shop's key, None where the store didn't answer
    """

    cause: Cause | None = None
    error: MedusaError | None = None


def prove(
    shop: Shop, client: MedusaClient, wanted: Sequence[WantedProduct], files: Mapping[str, str]
) -> Proven | Unproven:
    """Compare products with what a shopper sees, and name the cause of each difference.

    Where all is as it should be, the Admin API is asked nothing but the files.

    :param files: {external_id: file of the store that its picture is}, to see if it is there
    """
    try:
        found = _name_all(shop, client, wanted)
        gone = _find_gone(shop, client, found)
        if gone:
            left = [market for market in shop.markets if market not in gone]
            found = _name_all(replace(shop, markets=left), client, wanted)
        if isinstance(found, Unproven):
            return found
        for key, file_id in files.items():
            if not has_picture(client, file_id):
                found.append(Fault(key, Gap("file"), Cause("picture_gone")))
    except MedusaError as error:
        return Unproven(error=error)
    return Proven(found, gone)


def _find_gone(shop: Shop, client: MedusaClient, found: list[Fault] | Unproven) -> list[Market]:
    """Return the regions that somebody deleted: the shop refuses to be asked for their prices."""
    if not isinstance(found, Unproven) or not isinstance(found.error, MedusaValidationError):
        return []
    present = {region.id for region in RegionApi(client).list_all()}
    return [market for market in shop.markets if market.id not in present]


def _name_all(
    shop: Shop, client: MedusaClient, wanted: Sequence[WantedProduct]
) -> list[Fault] | Unproven:
    ids, regions = [row.id for row in wanted], [market.id for market in shop.markets]
    try:
        shown = look_as_shopper(shop.client, ids, regions)
    except MedusaValidationError as refusal:
        # For the key, or for a region that is gone, say.
        cause = find_key_cause(read_surroundings(client, shop.key))
        return Unproven(cause, None if cause else refusal)
    gaps = {row.key: find_gaps(row, shown.get(row.id), list(shop.markets)) for row in wanted}
    touched = [row for row in wanted if gaps[row.key]]
    if not touched:
        return []
    around = read_surroundings(client, shop.key)
    cause = find_key_cause(around)
    if cause:
        return Unproven(cause)
    held = read_held(client, [row.id for row in touched])
    prices = [gap.price for row in touched for gap in gaps[row.key]]
    known = Known(held, around, shop.own_lists, read_list_names(client, prices, shop.own_lists))
    return [fault for row in touched for fault in name_causes(row, gaps[row.key], known)]
