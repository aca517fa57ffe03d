"""The closed lists by which matches are sorted."""

from ...sync.agreement import BARCODE, HANDLE, IDS, SKU, TITLE

REASONS = [
    (IDS, "Odoo's number"),
    (SKU, "SKU"),
    (BARCODE, "Barcode"),
    (HANDLE, "Handle"),
    (TITLE, "Title"),
]
# Of a product of the store that no product of Odoo may be: what it carries.
ORIGINS = [
    ("gone", "Its product was deleted in Odoo"),
    ("unselected", "Its product isn't selected for this store"),
    ("twice", "Its product is another one in the store"),
    ("other", "Made by others"),
]


# What a list is grouped by: what a person decides about in one go. Groups come in the order of the
# values.
HEADINGS = [
    ("1_exact", "All variants agree"),
    ("2_partial", "Some variants agree"),
    ("3_weak", "Title only"),
    ("4_ambiguous", "Ambiguous"),
    ("5_orphan", "Left over from Odoo"),
    ("6_other", "Of other origin"),
]
