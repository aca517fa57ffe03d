"""Deleting variants that left Odoo, as far as the store lets them go."""

from __future__ import annotations

from collections.abc import Sequence

from ..medusa.exceptions import MedusaError
from ..medusa.variants import VariantApi
from .failures import get_type


def delete_variants(
    variants: VariantApi, product_id: str, variant_ids: Sequence[str]
) -> dict[str, MedusaError]:
    """Delete variants; return {id: error} of those that open orders hold.

    Never by leaving them out of an update: their inventory items would stay
    (docs/medusa-api.md#variants-missing-are-deleted).

    :raise MedusaError: any other failure of the client
    """
    try:
        variants.delete(product_id, variant_ids)
    except MedusaError as error:
        if get_type(error) != "reserved":
            raise
        if len(variant_ids) == 1:
            return {variant_ids[0]: error}
        # A call is carried out whole or not at all: the others go one by one.
        held: dict[str, MedusaError] = {}
        for variant_id in variant_ids:
            held |= delete_variants(variants, product_id, [variant_id])
        return held
    return {}
