"""Look at products as a shopper does, and say what is otherwise than it was pushed, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaValidationError
from ..medusa.products import ProductApi
from ..medusa.storefront import StorefrontClient
from .picture_push import has_picture
from .proof import Market, WantedProduct, find_gaps
from .proof_causes import CAUSE_FIELDS, Facts, Fault, name_causes
from .shopper import look_as_shopper


@dataclass(frozen=True)
class Unproven:
    """Why nobody could look.

    :param is_key: the store doesn't take the shop's key
    """

    error: MedusaError
    is_key: bool = False


def prove(
    shop: StorefrontClient,
    client: MedusaClient,
    wanted: Sequence[WantedProduct],
    markets: Sequence[Market],
    facts: Facts,
    files: Mapping[str, str],
) -> list[Fault] | Unproven:
    """Compare products with what a shopper sees, and name the cause of each difference.

    Where all is as it should be, the Admin API is asked nothing.

    :param shop: with the shop's publishable key
    :param markets: regions to ask for prices in
    :param files: {external_id: file of the store that its picture is}, to see if it is there
    """
    try:
        shown = look_as_shopper(shop, [row.id for row in wanted], [row.id for row in markets])
    except MedusaValidationError as error:
        return Unproven(error, is_key=True)
    except MedusaError as error:
        return Unproven(error)
    gaps = {row.key: find_gaps(row, shown.get(row.id), list(markets)) for row in wanted}
    try:
        faults = _name_all(client, [row for row in wanted if gaps[row.key]], gaps, facts)
        for key, file_id in files.items():
            if not has_picture(client, file_id):
                faults.append(Fault(key, "picture_gone"))
    except MedusaError as error:
        return Unproven(error)
    return faults


def _name_all(
    client: MedusaClient, wanted: Sequence[WantedProduct], gaps: Mapping, facts: Facts
) -> list[Fault]:
    if not wanted:
        return []
    rows = ProductApi(client).list_by("id", [row.id for row in wanted], CAUSE_FIELDS)
    by_id = {row["id"]: row for row in rows}
    return [
        fault
        for row in wanted
        for fault in name_causes(row, gaps[row.key], by_id.get(row.id), facts)
    ]
