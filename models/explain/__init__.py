"""Explains one product of one store: why it is there or isn't, and what a shopper sees."""

from . import (
    point,
    field_labels,
    filter_parts,
    odoo_side,
    store_side,
    shopper_side,
    shopper_variants,
    store,
    explanation,
    product,
)
