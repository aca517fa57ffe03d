"""What can be changed in a store, as a person sorts it."""

from odoo.tools import SQL

# {kind of record, see `sync.changed`: its word}
KINDS = {
    "product": "Product",
    "price_list": "Price list",
    "stock": "Stock",
    "translation": "Further language",
    "tax_rate": "Tax rate",
    "term": "Category or tag",
    "option": "Option",
    "item": "Inventory item",
    "location": "Stock location",
    "file": "File",
}

# {subject: its word}, in the order in which they are shown
SUBJECTS = {
    "made": "Made or deleted",
    "status": "Status",
    "price": "Prices",
    "title": "Titles",
    "text": "Texts",
    "picture": "Pictures",
    "sorting": "Categories and tags",
    "code": "SKUs and barcodes",
    "variant": "Variants and options",
    "stock": "Stock",
    "other": "Other",
}
# What an undo brings back of products.
UNDOABLE = ("status", "price", "title", "text", "picture", "sorting", "code", "other")
# Of which kinds of records it brings something back, where they are about a product.
UNDOABLE_KINDS = ("product", "price_list", "translation")

# {field of a product: its subject}; what isn't named is "other"
_FIELDS = {
    "product": "made",
    "status": "status",
    "title": "title",
    "subtitle": "text",
    "description": "text",
    "handle": "text",
    "images": "picture",
    "thumbnail": "picture",
    "image": "picture",
    "categories": "sorting",
    "tags": "sorting",
    "type_id": "sorting",
    "collection_id": "sorting",
    "sales_channels": "sorting",
    "variant": "variant",
    "options": "variant",
    "option": "variant",
    "sku": "code",
    "barcode": "code",
    "item": "code",
    "manage_inventory": "variant",
    "external_id": "variant",
    "mark": "variant",
}
# Kinds all of whose fields are of one subject.
_KINDS = {
    "stock": "stock",
    "translation": "text",
    "tax_rate": "price",
    "term": "sorting",
    "option": "variant",
    "item": "stock",
    "location": "stock",
    "file": "picture",
}


def get_subject_sql(kind, field):
    """Return the SQL of the subject of a field.

    :param SQL kind: of the record
    :param SQL field: its name
    """
    whens = [SQL("WHEN %s = %s THEN %s", kind, name, subject) for name, subject in _KINDS.items()]
    # What a price is for, and an option's title, stand behind the name.
    first = SQL("split_part(%s, ' ', 1)", field)
    whens.append(SQL("WHEN %s = 'price' THEN 'price'", first))
    whens += [SQL("WHEN %s = %s THEN %s", first, name, text) for name, text in _FIELDS.items()]
    return SQL("CASE %s ELSE 'other' END", SQL(" ").join(whens))
