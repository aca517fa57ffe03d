"""Kinds of what changes, by which a plan is filtered."""

# {kind: beginnings of the fields' names}; what is none of them is a product's own text or number.
KINDS = {
    "name": ("title",),
    "text": (),
    "status": ("status",),
    "price": ("price ", "price_list"),
    "picture": ("thumbnail", "image"),
    "category": ("categories", "tags", "type_id", "collection_id"),
    "variant": ("variant", "option", "sku", "barcode", "manage_inventory", "mark", "item "),
    "stock": ("stock",),
    "translation": ("translation",),
    "tax": ("tax_rate",),
    "placement": ("sales_channels", "shipping_profile"),
}
_OF_RECORDS = {
    "price_list": "price",
    "stock": "stock",
    "translation": "translation",
    "tax_rate": "tax",
    "term": "category",
    "option": "variant",
    "item": "stock",
    "location": "placement",
    "file": "picture",
}


def get_kind(field, record):
    """Return which kind of change a field is.

    :param str field: see `sync.difference`
    :param str record: what it is of, see `sync.changed`
    """
    if record in _OF_RECORDS:
        return _OF_RECORDS[record]
    for kind, beginnings in KINDS.items():
        if beginnings and field.startswith(beginnings):
            return kind
    return "text"


def get_kind_labels(env):
    """Return {what a line is about: its word}, in the reader's language."""
    _ = env._
    return {
        "product": _("Product"),
        "price_list": _("Price list"),
        "stock": _("Stock"),
        "translation": _("Further languages"),
        "tax_rate": _("Tax class"),
        "term": _("Category, tag …"),
        "option": _("Option"),
        "item": _("Inventory item"),
        "location": _("Stock location"),
        "file": _("File"),
        "run": _("Run"),
    }
