"""The lists of a store whose rows are read after they were written."""

from __future__ import annotations

from types import MappingProxyType

from .stand_in_options import OPTIONS
from .stand_in_products import ITEMS, PRODUCTS, VARIANTS
from .terms import KINDS

LISTS, UPLOADS = "/admin/price-lists", "/admin/uploads"
# {path: (its rows, one row)}
LISTED = MappingProxyType(
    {
        PRODUCTS: ("products", "product"),
        VARIANTS: ("variants", "variant"),
        OPTIONS: ("product_options", "product_option"),
        ITEMS: ("inventory_items", "inventory_item"),
        LISTS: ("price_lists", "price_list"),
        UPLOADS: ("files", "file"),
        **{kind.path: (kind.many, kind.one) for kind in KINDS.values()},
    }
)
