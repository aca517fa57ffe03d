"""The products of a store among which a person chooses."""

from __future__ import annotations

from collections.abc import Sequence

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from .identity import Remote

_FIELDS = "id,title,handle,status,external_id,metadata,created_at"


def read_candidates(client: MedusaClient, external_id: str, others: Sequence[str]) -> list[Remote]:
    """Return the store's products with an external_id, and further ones by their ids.

    :raise MedusaError: of the client
    """
    products = ProductApi(client)
    rows = products.list_by("external_id", [external_id], _FIELDS)
    known = {row["id"] for row in rows}
    missing = [key for key in others if key not in known]
    return rows + (products.list_by("id", missing, _FIELDS) if missing else [])
