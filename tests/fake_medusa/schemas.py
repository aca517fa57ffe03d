"""The bodies that Medusa accepts (medusa/dist/api/admin/products/validators.js and others)."""

from .schema import Array, Boolean, Number, Object, OneOf, Record, Refused, Status, String


def _texts(*names):
    return {name: String(optional=True, nullable=True) for name in names}


def _numbers(*names):
    return {name: Number(optional=True, nullable=True) for name in names}


def _metadata():
    return {"metadata": Record(optional=True, nullable=True)}


def _ids(**kw):
    return Array(Object({"id": String()}, strict=False), **kw)


_QUANTITIES = {
    **_numbers("min_quantity", "max_quantity"),
    "rules": Record(String(), optional=True),
}
CREATE_PRICE = Object({"currency_code": String(), "amount": Number(), **_QUANTITIES}, strict=False)
UPDATE_PRICE = Object(
    {
        "id": String(optional=True),
        "currency_code": String(optional=True),
        "amount": Number(optional=True),
        **_QUANTITIES,
    },
    strict=False,
)

_DIMENSIONS = {
    **_numbers("weight", "length", "height", "width"),
    **_texts("hs_code", "mid_code", "origin_country", "material"),
}
_VARIANT = {
    **_texts("sku", "ean", "upc", "barcode"),
    **_DIMENSIONS,
    **_metadata(),
    "allow_backorder": Boolean(optional=True),
    "manage_inventory": Boolean(optional=True),
    "variant_rank": Number(optional=True),
    "options": Record(String(), optional=True),
}
_ITEM_LINK = Object({"inventory_item_id": String(), "required_quantity": Number()}, strict=False)
CREATE_VARIANT = Object(
    {
        "title": String(),
        **_VARIANT,
        "prices": Array(CREATE_PRICE),
        "inventory_items": Array(_ITEM_LINK, optional=True),
    }
)
_UPDATE_VARIANT = {
    "title": String(optional=True),
    **_VARIANT,
    **_texts("thumbnail"),
    "prices": Array(UPDATE_PRICE, optional=True),
}
UPDATE_VARIANT = Object({**_UPDATE_VARIANT, "id": String(optional=True)})
BATCH_UPDATE_VARIANT = Object({**_UPDATE_VARIANT, "id": String()})

CREATE_OPTION = Object(
    {
        "title": String(),
        "values": Array(String()),
        "ranks": Record(Number(), optional=True),
        "is_exclusive": Boolean(optional=True),
        **_metadata(),
    }
)
UPDATE_OPTION = Object(
    {
        "title": String(optional=True),
        "values": Array(String(), optional=True),
        "ranks": Record(Number(), optional=True),
        "is_exclusive": Boolean(optional=True),
        **_metadata(),
    }
)
UPDATE_OPTION_VALUE = Object({"value": String(optional=True), **_metadata()})

_PRODUCT = {
    **_texts("subtitle", "description", "thumbnail", "external_id", "type_id", "collection_id"),
    **_DIMENSIONS,
    **_metadata(),
    "is_giftcard": Boolean(optional=True),
    "discountable": Boolean(optional=True),
    "handle": String(optional=True),
    "categories": _ids(optional=True),
    "tags": _ids(optional=True),
    "sales_channels": _ids(optional=True),
}
_LINKED_OPTION = Object({"id": String(), "value_ids": Array(String(), optional=True)}, strict=False)
CREATE_PRODUCT = Object(
    {
        "title": String(),
        **_PRODUCT,
        "status": Status(optional=True, nullable=True),
        "images": Array(Object({"url": String()}, strict=False), optional=True),
        "options": Array(OneOf(CREATE_OPTION, _LINKED_OPTION), optional=True),
        "variants": Array(CREATE_VARIANT, optional=True),
        "shipping_profile_id": String(optional=True),
    }
)
_UPDATE_PRODUCT = {
    "title": String(optional=True),
    **_PRODUCT,
    "status": Status(optional=True),
    "images": Array(
        Object({"id": String(optional=True), "url": String()}, strict=False), optional=True
    ),
    "options": Refused(
        "The 'options' property was removed in version 2.16.0. "
        "Please remove it from your request payload."
    ),
    "option_ids": Array(String(), optional=True),
    "variants": Array(UPDATE_VARIANT, optional=True),
    "shipping_profile_id": String(optional=True, nullable=True),
}
UPDATE_PRODUCT = Object(_UPDATE_PRODUCT)
BATCH_UPDATE_PRODUCT = Object({**_UPDATE_PRODUCT, "id": String()})


def batch(create, update):
    """The body of a batch route."""
    return Object(
        {
            "create": Array(create, optional=True),
            "update": Array(update, optional=True),
            "delete": Array(String(), optional=True),
        }
    )


PRODUCT_BATCH = batch(CREATE_PRODUCT, BATCH_UPDATE_PRODUCT)
VARIANT_BATCH = batch(CREATE_VARIANT, BATCH_UPDATE_VARIANT)

_ADD_VALUE = OneOf(String(), Object({"value": String()}))
OPTION_BATCH = Object(
    {
        "add": Array(
            OneOf(
                String(),
                CREATE_OPTION,
                Object({"id": String(), "value_ids": Array(String())}, strict=False),
            ),
            optional=True,
        ),
        "remove": Array(String(), optional=True),
        "update": Array(
            Object(
                {
                    "product_option_id": String(),
                    "add": Array(_ADD_VALUE, optional=True),
                    "remove": Array(String(), optional=True),
                },
                strict=False,
            ),
            optional=True,
        ),
    }
)

_MARK = {**_texts("external_id"), **_metadata()}
CREATE_VALUE = Object({"value": String(), **_MARK})
UPDATE_VALUE = Object({"value": String(optional=True), **_MARK})
_HANDLE = {"handle": String(optional=True)}
CREATE_COLLECTION = Object({"title": String(), **_HANDLE, **_MARK})
UPDATE_COLLECTION = Object({"title": String(optional=True), **_HANDLE, **_MARK})
_CATEGORY = {
    **_HANDLE,
    **_MARK,
    **_texts("parent_category_id"),
    "description": String(optional=True),
    "is_internal": Boolean(optional=True),
    "is_active": Boolean(optional=True),
    "rank": Number(optional=True),
}
CREATE_CATEGORY = Object({"name": String(), **_CATEGORY})
UPDATE_CATEGORY = Object({"name": String(optional=True), **_CATEGORY})
_IDS = Array(String(), optional=True)
IMAGE_VARIANTS = Object({"add": _IDS, "remove": _IDS})
CREATE_TRANSLATION = Object(
    {
        "reference": String(),
        "reference_id": String(),
        "locale_code": String(),
        "translations": Record(String()),
    }
)
UPDATE_TRANSLATION = Object({"id": String(), "translations": Record(String(), optional=True)})
CREATE_INVENTORY_ITEM = Object(
    {
        **_texts("sku", "title", "description", "thumbnail"),
        **_texts("unit_of_measure"),
        "requires_shipping": Boolean(optional=True),
        **_DIMENSIONS,
        **_metadata(),
    }
)
CREATE_LEVEL = Object({"location_id": String(), "stocked_quantity": Number(optional=True)})
CREATE_RESERVATION = Object(
    {
        "inventory_item_id": String(),
        "location_id": String(),
        "quantity": Number(),
        **_texts("line_item_id", "description"),
        **_metadata(),
    }
)

TRANSLATION_BATCH = batch(CREATE_TRANSLATION, UPDATE_TRANSLATION)
