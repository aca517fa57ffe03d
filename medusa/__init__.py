"""A small client of Medusa's Admin API (v2), free of Odoo.

Only relative imports inside: the folder can be used and tested on its own. Words that a person
reads are the callers' business; what is raised here carries facts (see ``exceptions``).
"""

from .client import MedusaClient
from .exceptions import (
    MedusaAuthenticationError,
    MedusaConflictError,
    MedusaConnectionError,
    MedusaError,
    MedusaNotFoundError,
    MedusaRateLimitError,
    MedusaRedirectError,
    MedusaResponseError,
    MedusaServerError,
    MedusaTimeoutError,
    MedusaTLSError,
    MedusaTooLargeError,
    MedusaValidationError,
    NotMedusaError,
)
from .inventory import InventoryApi, Reservation
from .locations import StockLocation, StockLocationApi
from .options import OptionApi
from .pricing import PricingApi
from .products import ProductApi
from .stores import StoreApi, StoreInfo
from .urls import normalize_url
from .variants import VariantApi

__all__ = [
    "InventoryApi",
    "MedusaAuthenticationError",
    "MedusaClient",
    "MedusaConflictError",
    "MedusaConnectionError",
    "MedusaError",
    "MedusaNotFoundError",
    "MedusaRateLimitError",
    "MedusaRedirectError",
    "MedusaResponseError",
    "MedusaServerError",
    "MedusaTLSError",
    "MedusaTimeoutError",
    "MedusaTooLargeError",
    "MedusaValidationError",
    "NotMedusaError",
    "OptionApi",
    "PricingApi",
    "ProductApi",
    "Reservation",
    "StockLocation",
    "StockLocationApi",
    "StoreApi",
    "StoreInfo",
    "VariantApi",
    "normalize_url",
]
