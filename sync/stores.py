"""What is asked of, or changed in, the store itself."""

from __future__ import annotations

from collections.abc import Sequence

from ..medusa.client import MedusaClient
from ..medusa.pricing import PricingApi
from ..medusa.translations import TranslationApi


def add_currencies(client: MedusaClient, store_id: str, codes: Sequence[str]) -> None:
    """Let the store support further currencies, ISO 4217; those it has stay.

    :raise MedusaError: of the client
    """
    PricingApi(client).add_currencies(store_id, codes)


def has_translations(client: MedusaClient) -> bool:
    """Tell whether the store translates (docs/medusa-api.md#translations-are-behind-a-flag)."""
    return TranslationApi(client).is_available()
